package sharelora.engine.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import sharelora.engine.inference.BeamCandidates.Candidate;

class BeamSearchTest {

    /** Words 0 to 3; 3 ends. */
    private static final List<Integer> END = List.of(3);

    @Test
    void followsTheLikeliestWordUntilTheEnd() {
        // Given
        BeamSearch search = new BeamSearch(new int[] {0}, Decoding.greedy(9, END), 100);
        // When
        int[] found = run(search, text -> switch (text.size()) {
            case 0 -> new float[] {1, 2, 2, 0}; // ties go to the lower word
            case 1 -> new float[] {0, 0, 5, 1};
            default -> new float[] {0, 1, 0, 2};
        });
        // Then
        assertThat(found).containsExactly(1, 2);
    }

    @Test
    void endsWhereThereIsNoMoreRoom() {
        Function<List<Integer>, float[]> always = text -> new float[] {0, 1, 0, 0};
        assertThat(run(new BeamSearch(new int[] {0}, Decoding.greedy(5, END), 3), always))
                .containsExactly(1, 1, 1);
        assertThat(run(new BeamSearch(new int[] {0}, Decoding.greedy(5, END), 9), always))
                .hasSize(5);
        assertThat(run(new BeamSearch(new int[] {0}, Decoding.greedy(5, END), 0), always))
                .isEmpty();
    }

    @Test
    void findsWhatAGreedySearchMisses() {
        // Given
        Function<List<Integer>, float[]> model = text -> {
            if (text.isEmpty()) {
                return logs(0.5, 0.4, 0.05, 0.05);
            }
            return text.getFirst() == 0 ? logs(0.25, 0.25, 0.25, 0.25) : logs(0.03, 0.03, 0.04, 0.9);
        };
        // When
        int[] greedy = run(new BeamSearch(new int[] {0}, Decoding.greedy(2, END), 9), model);
        int[] beams = run(new BeamSearch(new int[] {0}, new Decoding(2, 2, 1, 0, END), 9), model);
        // Then
        assertThat(greedy).containsExactly(0, 0);
        assertThat(beams).containsExactly(1);
    }

    @Test
    void prefersLongerTextsByALargerPenalty() {
        // Given
        Function<List<Integer>, float[]> model =
                text -> text.size() < 3 ? logs(0.6, 0.01, 0.01, 0.38) : logs(0.01, 0.01, 0.01, 0.97);
        // When
        int[] none = run(new BeamSearch(new int[] {1}, new Decoding(6, 2, 0, 0, END), 9), model);
        int[] large = run(new BeamSearch(new int[] {1}, new Decoding(6, 2, 2, 0, END), 9), model);
        // Then
        assertThat(none).isEmpty();
        assertThat(large).containsExactly(0, 0, 0);
    }

    @Test
    void neverSaysAnNGramTwice() {
        // Given
        Function<List<Integer>, float[]> model = text -> new float[] {3, 2, 1, 0};
        // When
        int[] pairs = run(new BeamSearch(new int[] {0, 1, 0}, new Decoding(5, 1, 1, 2, END), 9), model);
        int[] single = run(new BeamSearch(new int[] {0}, new Decoding(5, 1, 1, 1, END), 9), model);
        // Then
        assertThat(pairs).containsExactly(0, 2, 0); // not 0 1, which is in the prompt; then the end
        assertThat(single).containsExactly(1, 2);
    }

    @Test
    void endsWhereEveryWordIsBannedOrNone() {
        assertThat(run(new BeamSearch(new int[] {0, 1}, new Decoding(5, 1, 1, 1, List.of()), 9), text -> new float[2]))
                .isEmpty();
        assertThat(run(new BeamSearch(new int[] {0}, new Decoding(5, 2, 1, 0, END), 9), text ->
                        new float[] {Float.NaN}))
                .isEmpty();
    }

    @Test
    void refusesWhatIsNoSearch() {
        assertThatThrownBy(() -> Decoding.greedy(0, END)).hasMessage("longest is 0, expected at least 1");
        assertThatThrownBy(() -> new Decoding(1, 0, 1, 0, END)).hasMessage("beams is 0, expected 1 to 64");
        assertThatThrownBy(() -> new Decoding(1, 1, Double.NaN, 0, END)).hasMessageContaining("lengthPenalty is NaN");
        assertThatThrownBy(() -> new Decoding(1, 1, 1, -1, END)).hasMessageContaining("noRepeat is -1");
    }

    private static float[] logs(double... shares) {
        float[] logits = new float[shares.length];
        for (int i = 0; i < shares.length; i++) {
            logits[i] = (float) Math.log(shares[i]);
        }
        return logits;
    }

    @Test
    void endsWithTheTokenBehindWhichWhoFollowsEndsIt() {
        // Given
        List<Integer> heard = new ArrayList<>();
        Follower untilTwo = new Follower() {
            @Override
            public boolean added(int token, float[] logits) {
                heard.add(token);
                return token != 2;
            }

            @Override
            public boolean goesOn() {
                return false;
            }
        };
        Function<List<Integer>, float[]> counting = text -> {
            float[] logits = new float[4];
            logits[text.size()] = 1;
            return logits;
        };
        // When
        int[] greedy = run(new BeamSearch(new int[] {0}, Decoding.greedy(9, List.of()), 9, untilTwo), counting);
        int[] beams = run(new BeamSearch(new int[] {0}, new Decoding(9, 2, 1, 0, END), 9, untilTwo), counting);
        // Then
        assertThat(greedy).containsExactly(0, 1, 2);
        assertThat(heard).containsExactly(0, 1, 2);
        assertThat(beams).hasSize(1);
    }

    private static int[] run(BeamSearch search, Function<List<Integer>, float[]> model) {
        List<List<Integer>> texts = new ArrayList<>(search.lanes() > 0 ? List.of(List.of()) : List.of());
        while (!texts.isEmpty()) {
            assertThat(search.lanes()).isEqualTo(texts.size());
            List<List<Integer>> before = List.copyOf(texts);
            texts.clear();
            for (Candidate candidate : search.advance(before.stream().map(model).toList())) {
                List<Integer> longer = new ArrayList<>(before.get(candidate.beam()));
                longer.add(candidate.token());
                texts.add(longer);
            }
        }
        return Arrays.copyOf(search.best(), search.best().length);
    }
}
