package sharelora.demo.drift;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import sharelora.operations.Problems;
import sharelora.operations.WrongUsageException;
import sharelora.operations.examples.LabelledText;
import sharelora.text.HoldOut;

/** A stream in order, cut into eras. */
public record Eras(List<Era> inOrder) {

    /** More would make a table that nobody reads, and as many suites in one record of a job. */
    static final int MOST = 50;

    /**
     * An era for each run of texts with one mark.
     *
     * @throws WrongUsageException where a mark comes back after another: then the texts are not in order
     */
    public static Eras byMark(List<DatedText> stream) {
        List<Era> eras = new ArrayList<>();
        Set<String> over = new HashSet<>();
        for (DatedText each : stream) {
            if (eras.isEmpty() || !eras.getLast().name().equals(each.mark())) {
                if (!over.add(each.mark())) {
                    throw WrongUsageException.of("--era: '" + each.mark() + "' comes back after '"
                            + eras.getLast().name() + "', at the text with id "
                            + each.text().id()
                            + "; expected the texts of an era one after the other");
                }
                eras.add(new Era(each.mark(), new ArrayList<>()));
            }
            eras.getLast().texts().add(each.text());
        }
        return new Eras(eras.stream()
                .map(era -> new Era(era.name(), List.copyOf(era.texts())))
                .toList());
    }

    /**
     * So many eras, whose sizes differ by one text at the most, called after the first and the last mark in them, or by
     * their number where texts have none or two eras would be called alike.
     */
    public static Eras ofEqualCounts(List<DatedText> stream, int count) {
        List<Era> eras = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < count; i++) {
            List<DatedText> part = stream.subList(bound(stream, i, count), bound(stream, i + 1, count));
            String name = part.isEmpty()
                    ? ""
                    : span(part.getFirst().mark(), part.getLast().mark());
            boolean ofItsOwn = !name.isEmpty() && names.add(name);
            eras.add(new Era(
                    ofItsOwn ? name : Integer.toString(i + 1),
                    part.stream().map(DatedText::text).toList()));
        }
        return new Eras(eras);
    }

    /** The stream with so many texts at the most, taken evenly from all of it. */
    public static List<DatedText> thinned(List<DatedText> stream, int most) {
        if (stream.size() <= most) {
            return stream;
        }
        List<DatedText> kept = new ArrayList<>(most);
        for (int i = 0; i < most; i++) {
            kept.add(stream.get(bound(stream, i, most)));
        }
        return kept;
    }

    private static int bound(List<DatedText> stream, int i, int count) {
        return Math.toIntExact((long) stream.size() * i / count);
    }

    private static String span(String first, String last) {
        return first.equals(last) ? first : first + "–" + last;
    }

    /** Refuses eras of which the report could not be made, naming all that is wrong with them. */
    public Eras checked() {
        return checked(DriftConfig.holdOut());
    }

    Eras checked(HoldOut rule) {
        Problems problems = new Problems();
        if (inOrder.size() < 2 || inOrder.size() > MOST) {
            problems.refuse("eras", inOrder.size() + ", expected 2 to " + MOST);
        }
        Map<List<String>, String> measured = new HashMap<>();
        for (Era era : inOrder) {
            List<LabelledText> heldOut = era.heldOut(rule);
            String other = measured.putIfAbsent(answers(heldOut), era.name());
            String size = " of its " + era.texts().size() + " records, expected at least one; make eras longer";
            if (heldOut.isEmpty()) {
                problems.refuse("era '" + era.name() + "'", "none is held out" + size);
            } else if (heldOut.size() == era.texts().size()) {
                problems.refuse("era '" + era.name() + "'", "none is learned from" + size);
            } else if (other != null) {
                problems.refuse(
                        "era '" + era.name() + "'",
                        "the same is held out as of era '" + other + "', expected texts of its own");
            }
        }
        if (labels().size() < 2) {
            problems.refuse("labels", labels() + ", expected at least two");
        }
        problems.throwIfAny("no drift can be told of this stream");
        return this;
    }

    /** What a suite is made of: ids do not count. */
    private static List<String> answers(List<LabelledText> heldOut) {
        return heldOut.stream().map(text -> text.label() + "\n" + text.text()).toList();
    }

    /** All classes, sorted. */
    List<String> labels() {
        return LabelledText.labels(
                inOrder.stream().flatMap(era -> era.texts().stream()).toList());
    }
}
