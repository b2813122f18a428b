package sharelora.engine.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SequencesTest {

    @Test
    void restartsPositionsInEachSequence() {
        Sequences sequences = Sequences.of(new int[] {7, 8, 9, 7, 7, 9}, new int[] {0, 2, 3, 6});

        assertThat(sequences.positions()).containsExactly(0, 1, 0, 0, 1, 2);
        assertThat(sequences.origins()).containsExactly(0, 2, 3);
        assertThat(sequences.count()).isEqualTo(3);
        assertThat(sequences.total()).isEqualTo(6);
        assertThat(sequences.longest()).isEqualTo(3);
    }

    @Test
    void tokensAloneKeepTheirPlaceInTheWholeBatch() {
        Sequences shard = new Sequences(new int[] {7, 8, 9, 7, 7, 9}, new int[] {0, 2, 3, 6}, new int[] {40, 50, 60});

        Sequences alone = shard.only(new int[] {0, 1, 3, 5});

        assertThat(alone.tokenIds()).containsExactly(7, 8, 7, 9);
        assertThat(alone.origins()).containsExactly(40, 41, 60, 62);
        assertThat(alone.starts()).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void refusesEmptyAndTornSequences() {
        int[] tokens = {1, 2, 3};
        assertThatThrownBy(() -> Sequences.of(new int[0], new int[] {0}))
                .hasMessage(
                        "starts are 1, origins 0, seconds 0, expected one start more than of each of the others, of which"
                                + " there is at least one");
        assertThatThrownBy(() -> Sequences.of(tokens, new int[] {0, 2}))
                .hasMessage("starts go from 0 to 2, expected from 0 to 3 tokens");
        assertThatThrownBy(() -> Sequences.of(tokens, new int[] {0, 2, 2, 3}))
                .hasMessage("sequence 1 is [2, 2), expected at least one token");
    }
}
