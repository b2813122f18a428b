package sharelora.predictor.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sharelora.schemas.Query;

class RequestBodyTest {

    @Test
    void readsOneQueryOrAListOfThem() throws HttpProblem {
        // When
        RequestBody one = read("{\"text\": \"a\", \"textPair\": \"b\"}");
        RequestBody many =
                read("{\"queries\": [{\"id\": \"1\", \"text\": \"a\"}, {\"text\": \"b\", \"textPair\": null}]}");

        // Then
        assertThat(one.alone()).isTrue();
        assertThat(one.queries()).containsExactly(new Query("", "a", "b", null, false));
        assertThat(many.alone()).isFalse();
        assertThat(many.queries())
                .containsExactly(new Query("1", "a", null, null, false), new Query("", "b", null, null, false));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"text\": secret}               | 400 | at character",
                "{\"text\": \"a\"                 | 400 | ends in the middle",
                "[1]                              | 400 | the body is array",
                "{\"id\": \"1\"}                  | 400 | text: missing",
                "{\"text\": 1}                    | 400 | text: found number",
                "{\"text\": \"a\", \"textpair\": \"b\"} | 400 | a field is not known",
                "{\"text\": \"a\", \"text\": \"b\"}   | 400 | a field is there twice",
                "{\"queries\": [], \"id\": \"1\"}   | 400 | no other field than capture beside it",
                "{\"text\": \"a\", \"capture\": \"yes\"} | 400 | capture: found text",
                "{\"queries\": [{\"text\": \"a\"}, 7]} | 400 | queries[1]: found number",
                "{\"queries\": [{\"text\": \"a\"}, {\"text\": \" \"}]} | 422 | queries[1].text: expected text",
                "{\"queries\": []}                | 422 | there are 0",
                "{\"text\": \"\\ud800\"}           | 400 | half a character"
            })
    void refusesWhatItCannotAskAndNamesThePlace(String body, int status, String words) {
        // When
        HttpProblem problem = catchThrowableOfType(HttpProblem.class, () -> read(body.strip()));

        // Then
        assertThat(problem.status()).isEqualTo(status);
        assertThat(problem).hasMessageContaining(words).hasMessageNotContaining("secret");
    }

    @Test
    void namesACapturedQueryThatHasNoName() throws HttpProblem {
        // When
        RequestBody one = read("{\"text\": \"a\", \"capture\": true}");
        RequestBody many =
                read("{\"capture\": true, \"queries\": [{\"text\": \"a\"}, {\"id\": \"b\", \"text\": \"a\"}]}");

        // Then
        assertThat(one.capture()).isTrue();
        assertThat(one.queries().getFirst().getId()).hasSize(36);
        assertThat(many.queries().get(0).getId()).hasSize(36);
        assertThat(many.queries().get(1).getId()).isEqualTo("b");
        assertThat(read("{\"text\": \"a\", \"capture\": false}").capture()).isFalse();
    }

    @Test
    void refusesMoreQueriesThanARequestMayHave() {
        // Given
        String queries = String.join(",", Collections.nCopies(257, "{\"text\": \"a\"}"));

        // When
        HttpProblem problem = catchThrowableOfType(HttpProblem.class, () -> read("{\"queries\": [" + queries + "]}"));

        // Then
        assertThat(problem.status()).isEqualTo(422);
        assertThat(problem).hasMessageContaining("there are 257, expected 1 to 256");
    }

    private static RequestBody read(String body) throws HttpProblem {
        return RequestBody.of(body.getBytes(StandardCharsets.UTF_8));
    }
}
