package sharelora.evaluator.worker;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sharelora.engine.batch.PackedBatch;
import sharelora.engine.format.ModelFormatException;
import sharelora.engine.inference.Decoding;
import sharelora.engine.inference.InferenceModel;
import sharelora.engine.inference.LinearProbe;
import sharelora.engine.model.BaseModel;
import sharelora.evaluator.task.TaskEvaluation;
import sharelora.models.checkpoint.CheckpointCache;
import sharelora.models.suite.ContinuedPrompts;
import sharelora.models.suite.SlicePart;
import sharelora.platform.blobs.BlobDamagedException;
import sharelora.platform.blobs.BlobMissingException;
import sharelora.schemas.BeamSearch;
import sharelora.schemas.EvalTask;
import sharelora.schemas.Measurement;
import sharelora.schemas.Subject;

/** Has all subjects of a task answer the same records. One thread at a time. */
final class ShardEvaluator {

    private static final Logger LOG = LoggerFactory.getLogger(ShardEvaluator.class);

    /** Records between two looks whether the task is still ours; part of no result. */
    private static final int CHUNK = 64;

    private final CheckpointCache checkpoints;
    private final Suites suites;
    private final PredictionCache cache = new PredictionCache();

    ShardEvaluator(CheckpointCache checkpoints, Suites suites) {
        this.checkpoints = checkpoints;
        this.suites = suites;
    }

    /**
     * One entry a subject, in the order of {@link Subject}; throws what opening a checkpoint throws. Where the base can take
     * none of the records every subject has said nothing.
     *
     * @param shard the task's records of the slice
     * @param alive called now and then while it takes time; throws where the work is in vain
     */
    Said measurements(EvalTask task, BaseModel base, SlicePart shard, Runnable alive) {
        Map<Subject, String> subjects = subjects(task);
        Map<String, PredictionBuffer> buffers = shard.records()
                .map(records -> said(task, new LinkedHashSet<>(subjects.values()), base, shard, records, alive))
                .orElseGet(() -> silent(subjects));
        List<Measurement> measurements = subjects.entrySet().stream()
                .filter(subject -> buffers.containsKey(subject.getValue()))
                .map(subject -> buffers.get(subject.getValue()).measurement(subject.getKey()))
                .toList();
        return new Said(
                measurements,
                new ContinuedPrompts(shard.records()
                        .map(records -> continued(
                                records,
                                said(buffers, subjects, Subject.STEP_ZERO),
                                said(buffers, subjects, Subject.CANDIDATE)))
                        .orElse(List.of())));
    }

    /**
     * What was said of a shard.
     *
     * @param continued the first prompts; none where the task asks for no decoding
     */
    record Said(List<Measurement> measurements, ContinuedPrompts continued) {}

    private static List<List<Integer>> said(
            Map<String, PredictionBuffer> buffers, Map<Subject, String> subjects, Subject subject) {
        return Optional.ofNullable(subjects.get(subject))
                .map(buffers::get)
                .map(PredictionBuffer::continued)
                .orElse(List.of());
    }

    private static List<ContinuedPrompts.ContinuedPrompt> continued(
            PackedBatch records, List<List<Integer>> before, List<List<Integer>> after) {
        return IntStream.range(0, after.size())
                .mapToObj(i -> new ContinuedPrompts.ContinuedPrompt(
                        boxed(records.prompt(i)),
                        boxed(records.completion(i)),
                        i < before.size() ? before.get(i) : List.of(),
                        after.get(i)))
                .toList();
    }

    private static List<Integer> boxed(int[] tokens) {
        return Arrays.stream(tokens).boxed().toList();
    }

    private static Map<String, PredictionBuffer> silent(Map<Subject, String> subjects) {
        Map<String, PredictionBuffer> buffers = new LinkedHashMap<>();
        subjects.values().forEach(id -> buffers.put(id, new PredictionBuffer()));
        return buffers;
    }

    private Map<String, PredictionBuffer> said(
            EvalTask task, Set<String> ids, BaseModel base, SlicePart shard, PackedBatch records, Runnable alive) {
        Map<String, PredictionBuffer> buffers = new LinkedHashMap<>();
        EvaluationRun run = new EvaluationRun(task, base, shard, records);
        for (String id : ids) {
            Optional<PredictionBuffer> known = cache.answer(task, id);
            if (known.isPresent()) {
                buffers.put(id, known.get());
            } else {
                run.seat(id);
            }
        }
        run.sit(alive).forEach((id, buffer) -> {
            cache.add(task, id, buffer);
            buffers.put(id, buffer);
        });
        return buffers;
    }

    private static Map<Subject, String> subjects(EvalTask task) {
        Map<Subject, String> subjects = new EnumMap<>(Subject.class);
        subjects.put(Subject.CANDIDATE, task.getCheckpointId());
        Optional.of(task.getStepZeroId())
                .filter(id -> !id.isEmpty())
                .ifPresent(id -> subjects.put(Subject.STEP_ZERO, id));
        Optional.ofNullable(task.getProbeSha256()).ifPresent(id -> subjects.put(Subject.LINEAR_PROBE, id));
        Optional.ofNullable(task.getIncumbentId()).ifPresent(id -> subjects.put(Subject.INCUMBENT, id));
        return subjects;
    }

    /**
     * One evaluation of a shard, with all subjects that are measured on it. An adapter needs a forward pass of its own; all
     * linear probes share one forward pass of the unchanged base.
     */
    private final class EvaluationRun {

        private final EvalTask task;
        private final BaseModel base;
        private final SlicePart shard;
        private final PackedBatch records;
        private final TaskEvaluation evaluation;
        private final Optional<Decoding> decoding;
        private final Map<String, InferenceModel> predictors = new LinkedHashMap<>();
        private final Map<String, LinearProbe> linear = new LinkedHashMap<>();

        EvaluationRun(EvalTask task, BaseModel base, SlicePart shard, PackedBatch records) {
            this.task = task;
            this.base = base;
            this.shard = shard;
            this.records = records;
            this.evaluation = TaskEvaluation.of(records.targets().task());
            this.decoding = Optional.ofNullable(task.getBeamSearch()).map(this::decoding);
        }

        /** Nobody has to say more than the longest completion of the slice, so that the cut into tasks changes nothing. */
        private Decoding decoding(BeamSearch search) {
            return new Decoding(
                    shard.longestCompletion(),
                    search.getBeams(),
                    search.getLengthPenalty(),
                    search.getNoRepeat(),
                    base.tokens().ends());
        }

        void seat(String id) {
            if (id.equals(task.getProbeSha256())) {
                linear.put(id, suites.probe(id));
                return;
            }
            try {
                seatCheckpoint(id);
            } catch (BlobMissingException | BlobDamagedException | ModelFormatException e) {
                if (!id.equals(task.getIncumbentId()) || id.equals(task.getCheckpointId())) {
                    throw e;
                }
                // The candidate is none the worse for it; a gate takes the missing difference for a broken rule.
                LOG.warn("incumbent cannot be measured task={} cause={}", task.getTaskId(), e.getMessage());
            }
        }

        private void seatCheckpoint(String id) {
            Optional<LinearProbe> headAlone =
                    evaluation.hasLinearProbe() ? checkpoints.headAlone(id, shard.labels()) : Optional.empty();
            if (headAlone.isPresent()) {
                linear.put(id, headAlone.get());
            } else {
                predictors.put(id, checkpoints.predictor(base, id, shard.labels()));
            }
        }

        Map<String, PredictionBuffer> sit(Runnable alive) {
            Map<String, PredictionBuffer> buffers = new LinkedHashMap<>();
            for (int from = 0; from < records.records(); from += CHUNK) {
                PackedBatch chunk = records.part(from, Math.min(records.records(), from + CHUNK));
                predictors.forEach((id, predictor) -> {
                    PredictionBuffer buffer = buffers.computeIfAbsent(id, absent -> new PredictionBuffer());
                    buffer.add(predictor.predict(chunk));
                    decoding.ifPresent(how -> {
                        List<int[]> said = predictor.said(chunk, how);
                        buffer.add(said, InferenceModel.exact(chunk, said, how));
                    });
                });
                float[][] features = linear.isEmpty() ? new float[0][] : features(chunk); // [S, D]
                linear.forEach((id, model) -> buffers.computeIfAbsent(id, absent -> new PredictionBuffer())
                        .add(model.predict(features, chunk.classes())));
                alive.run();
            }
            return buffers;
        }

        private float[][] features(PackedBatch chunk) {
            return checkpoints
                    .predictor(base, task.getCheckpointId(), shard.labels())
                    .features(chunk);
        }
    }
}
