package sharelora.console.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RateLimitTest {

    private static final long SECOND = 1_000_000_000L;

    @Test
    void takesABurstAndThenAsManyAsTimeAllowsOfEachAddress() {
        // Given
        RateLimit limit = new RateLimit(2, 1);

        // When
        boolean first = limit.takes("a", 0);

        // Then
        assertThat(first).isTrue();
        assertThat(limit.takes("a", 0)).isTrue();
        assertThat(limit.takes("a", 0)).isFalse();
        assertThat(limit.takes("b", 0)).isTrue();
        assertThat(limit.takes("a", SECOND)).isTrue();
        assertThat(limit.takes("a", SECOND)).isFalse();
    }
}
