package sharelora.operations.submission;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import sharelora.engine.adapter.AdapterSpec;
import sharelora.engine.adapter.Method;
import sharelora.engine.head.HeadSpec;
import sharelora.engine.model.config.ModelShape;
import sharelora.operations.Problems;
import sharelora.operations.WrongUsageException;
import sharelora.operations.modelstore.ImportedAdapters;
import sharelora.schemas.AdapterOrigin;
import sharelora.schemas.AdapterSettings;

/**
 * What a job begins with. Where it starts from an imported adapter, that one says what the job file leaves open, and has
 * to agree with the rest.
 *
 * @param origin the adapter, pinned; none: the seed
 * @param head its kind
 */
record StartingPoint(Optional<AdapterOrigin> origin, AdapterSettings adapter, String head) {

    static StartingPoint ofSeed(AdapterPart learner) {
        return new StartingPoint(Optional.empty(), learner.adapter(), learner.head());
    }

    /**
     * The start from an adapter.
     *
     * @param labels of the stream; where the adapter has a head of the first ones, it comes along
     * @throws sharelora.operations.WrongUsageException naming every setting that is not the adapter's
     */
    static StartingPoint of(ImportedAdapters.Imported from, AdapterPart learner, List<String> labels) {
        AdapterSpec there = AdapterSpec.of(from.adapter());
        AdapterSettings asked = learner.adapter();
        Settling settling = new Settling(learner.given(), from.name(), new Problems());
        settling.settle("rank", asked.getRank(), there.rank());
        settling.settle("alpha", asked.getAlpha(), there.alpha());
        settling.settle("targets", inOrder(asked.getTargets()), there.targets());
        settling.settle(
                "rankStabilized", asked.getRankStabilized(), there.variant().rankStabilized());
        settling.problems().throwIfAny("the job cannot start from " + from.name());
        boolean open = !learner.given().contains("method");
        AdapterSettings adapter = AdapterSettings.newBuilder(asked)
                .setRank(there.rank())
                .setAlpha(there.alpha())
                .setTargets(there.targets())
                .setRankStabilized(there.variant().rankStabilized())
                .setMethod(open ? there.method().id() : asked.getMethod())
                .setShare(open && !there.share().equals(there.targets()) ? there.share() : asked.getShare())
                .build();
        requireShared(from, adapter);
        String kind = from.head()
                .filter(known -> !learner.headGiven())
                .filter(known -> !learner.head().equals(HeadSpec.LANGUAGE.kind().id()))
                .map(known -> HeadSpec.of(known).kind().id())
                .orElse(learner.head());
        boolean head = from.head()
                .filter(known -> HeadSpec.of(known).equals(HeadSpec.of(kind)))
                .filter(known -> begins(known.labels(), labels))
                .isPresent();
        return new StartingPoint(Optional.of(new AdapterOrigin(from.name(), from.sha256(), head)), adapter, kind);
    }

    private static boolean begins(List<String> known, List<String> labels) {
        return known.isEmpty() == labels.isEmpty()
                && known.size() <= labels.size()
                && labels.subList(0, known.size()).equals(known);
    }

    private static List<String> inOrder(List<String> targets) {
        return ModelShape.PROJECTIONS.stream().filter(targets::contains).toList();
    }

    private static void requireShared(ImportedAdapters.Imported from, AdapterSettings adapter) {
        Method method = Method.of(adapter.getMethod());
        List<String> all = method.shares() ? adapter.getTargets() : List.of();
        List<String> share = adapter.getShare().isEmpty() ? all : adapter.getShare();
        try {
            new AdapterSpec(method, adapter.getRank(), adapter.getAlpha(), 0, adapter.getTargets(), share)
                    .requireSharedIn(from.adapter());
        } catch (IllegalArgumentException e) {
            throw WrongUsageException.of("adapter.method: '" + adapter.getMethod() + "', but in " + from.name() + " "
                    + e.getMessage() + "; lora takes any");
        }
    }

    /** Settings that the job file gives against those that the adapter has. */
    private record Settling(Set<String> given, String from, Problems problems) {

        void settle(String field, Object asked, Object there) {
            if (given.contains(field) && !asked.equals(there)) {
                problems.add("adapter." + field, asked, there + " as " + from + " has");
            }
        }
    }
}
