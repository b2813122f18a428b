package sharelora.demo.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import sharelora.operations.WrongUsageException;
import sharelora.operations.examples.LabelledText;
import sharelora.text.HoldOut;

class ErasTest {

    private static final HoldOut RULE = new HoldOut(20);

    @Test
    void cutsWhereTheMarkChanges() {
        // When
        Eras eras = Eras.byMark(concat(texts(0, 30, "2010"), texts(30, 50, "2011")));

        // Then
        assertThat(eras.inOrder()).extracting(Era::name).containsExactly("2010", "2011");
        assertThat(eras.inOrder()).extracting(era -> era.texts().size()).containsExactly(30, 20);
        assertThat(eras.inOrder().get(1).texts().getFirst().id()).isEqualTo("id-30");
    }

    @Test
    void refusesAMarkThatComesBack() {
        // Given
        List<DatedText> mixed = concat(texts(0, 5, "2011"), concat(texts(5, 9, "2010"), texts(9, 12, "2011")));

        // When / Then
        assertThatThrownBy(() -> Eras.byMark(mixed))
                .isInstanceOf(WrongUsageException.class)
                .hasMessage("--era: '2011' comes back after '2010', at the text with id id-9; expected the texts of an"
                        + " era one after the other");
    }

    @Test
    void cutsIntoEquallyManyAndNamesThemByTheirMarks() {
        // When
        Eras eras = Eras.ofEqualCounts(concat(texts(0, 4, "2010"), texts(4, 11, "2012")), 3);

        // Then
        assertThat(eras.inOrder()).extracting(era -> era.texts().size()).containsExactly(3, 4, 4);
        assertThat(eras.inOrder()).extracting(Era::name).containsExactly("2010", "2010–2012", "2012");
        assertThat(eras.inOrder().stream().flatMap(era -> era.texts().stream()).map(LabelledText::id))
                .containsExactlyElementsOf(
                        IntStream.range(0, 11).mapToObj(i -> "id-" + i).toList());
    }

    @Test
    void numbersErasThatHaveNoMarksOrAreCalledAlike() {
        // When / Then
        assertThat(Eras.ofEqualCounts(texts(0, 9, ""), 3).inOrder())
                .extracting(Era::name)
                .containsExactly("1", "2", "3");
        assertThat(Eras.ofEqualCounts(texts(0, 9, "2010"), 3).inOrder())
                .extracting(Era::name)
                .containsExactly("2010", "2", "3");
    }

    @Test
    void thinsAStreamEvenly() {
        // When
        List<DatedText> thinned = Eras.thinned(texts(0, 100, ""), 4);

        // Then
        assertThat(thinned).extracting(each -> each.text().id()).containsExactly("id-0", "id-25", "id-50", "id-75");
        assertThat(Eras.thinned(thinned, 4)).isEqualTo(thinned);
    }

    @Test
    void takesErasThatAllHaveHeldOutRecordsAndOthers() {
        // Given
        Eras eras = Eras.ofEqualCounts(texts(0, 200, ""), 4);

        // When
        Eras checked = eras.checked(RULE);

        // Then
        assertThat(checked.labels()).containsExactly("a", "b");
        assertThat(checked.inOrder())
                .allMatch(era -> !era.heldOut(RULE).isEmpty())
                .allMatch(era -> era.training(RULE) + era.heldOut(RULE).size() == 50);
    }

    @Test
    void namesEverythingThatIsWrongWithTheEras() {
        // Given
        List<DatedText> learned = texts(0, 200, "").stream()
                .filter(each -> !RULE.holds(each.text().text()))
                .limit(3)
                .toList();
        List<DatedText> heldOut = texts(0, 200, "").stream()
                .filter(each -> RULE.holds(each.text().text()))
                .limit(2)
                .toList();
        Eras eras = new Eras(List.of(era("one", learned), era("two", heldOut), era("three", concat(learned, heldOut))));

        // When / Then
        assertThatThrownBy(() -> eras.checked(RULE))
                .satisfies(refused -> assertThat(((WrongUsageException) refused).problems())
                        .containsExactly(
                                "era 'one': none is held out of its 3 records, expected at least one; make eras longer",
                                "era 'two': none is learned from of its 2 records, expected at least one; make eras"
                                        + " longer",
                                "era 'three': the same is held out as of era 'two', expected texts of its own"));
    }

    @Test
    void refusesASingleEra() {
        // When / Then
        assertThatThrownBy(() -> Eras.byMark(texts(0, 100, "2010")).checked(RULE))
                .satisfies(refused -> assertThat(((WrongUsageException) refused).problems())
                        .containsExactly("eras: 1, expected 2 to 50"));
    }

    private static Era era(String name, List<DatedText> texts) {
        return new Era(name, texts.stream().map(DatedText::text).toList());
    }

    private static List<DatedText> texts(int from, int to, String mark) {
        return IntStream.range(from, to)
                .mapToObj(i -> new DatedText(
                        new LabelledText("id-" + i, "sentence number " + i, i % 2 == 0 ? "a" : "b"), mark))
                .toList();
    }

    private static List<DatedText> concat(List<DatedText> one, List<DatedText> other) {
        List<DatedText> both = new ArrayList<>(one);
        both.addAll(other);
        return both;
    }
}
