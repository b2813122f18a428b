package sharelora.operations.submission;

import java.util.List;
import java.util.Optional;
import sharelora.engine.adapter.AdapterMethod;
import sharelora.engine.adapter.AdapterMethods;
import sharelora.engine.adapter.MethodSettings;
import sharelora.engine.adapter.Setting;
import sharelora.engine.head.HeadSpec;
import sharelora.models.learning.AdapterRecords;
import sharelora.operations.Problems;
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
     * @param problems take every setting that is not the adapter's
     */
    static StartingPoint of(
            ImportedAdapters.Imported from, AdapterPart learner, List<String> labels, Problems problems) {
        AdapterSettings adapter = settled(from, learner, problems);
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

    /** The settings asked for, with those that the numbers of the adapter decide. */
    private static AdapterSettings settled(ImportedAdapters.Imported from, AdapterPart learner, Problems problems) {
        MethodSettings asked = AdapterRecords.settings(learner.adapter());
        boolean open = !learner.given().contains("method");
        AdapterMethod method = open
                ? AdapterMethods.trained(from.adapter())
                : AdapterMethods.of(learner.adapter().getMethod());
        MethodSettings decided = method.decided(from.adapter());
        MethodSettings canonical = method.spec(asked.of(method)).settings();
        for (Setting setting : method.settings()) {
            Object here = canonical.value(setting);
            Object there = decided.value(setting);
            boolean given = decided.has(setting) && learner.given().contains(setting.name());
            if (given && !here.equals(there)) {
                problems.add("adapter." + setting.name(), here, there + " as " + from.name() + " has");
            }
        }
        return AdapterRecords.record(method, asked.of(method).with(decided));
    }
}
