package sharelora.demo.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JavadocSentenceTest {

    @Test
    void takesTheFirstSentenceAcrossLinesAndWithoutMargins() {
        // Given
        String comment = """

                 * Returns the number of records that
                 * wait to be read, e.g. zero. More is told
                 * in the second sentence.
                 *
                 * @return a number
                 """;

        // When
        Optional<String> sentence = JavadocSentence.of(comment);

        // Then
        assertThat(sentence).contains("Returns the number of records that wait to be read, e.g. zero.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    Holds {@code bytes} until the writer has flushed | Holds bytes until the writer has flushed
                    Calls {@link Reader#read} until there is no more | Calls Reader.read until there is no more
                    Calls {@link Reader the reader} until it is done | Calls the reader until it is done
                    Closes {@linkplain #close() itself} where it fails | Closes .close() itself where it fails
                    Is <b>never</b> empty, <p>whatever<br/> happens here | Is never empty, whatever happens here
                    Holds when a &lt; b &amp;&amp; c &gt; d, or &quot;x&quot; | Holds when a < b && c > d, or "x"
                    Keeps an escaped &amp;lt; as it was escaped there | Keeps an escaped &lt; as it was escaped there
                    {@inheritDoc} And adds a sentence of its own here | And adds a sentence of its own here
                    """)
    void readsAsThePageDoes(String comment, String shown) {
        // When
        Optional<String> sentence = JavadocSentence.of(comment);

        // Then
        assertThat(sentence).contains(shown);
    }

    @Test
    void findsNothingInCommentsThatSayNothingOfTheirOwn() {
        // Given
        List<String> comments = List.of(
                "\n * @param count how many records there are to be read\n",
                "{@inheritDoc}",
                "Too short to tell.",
                "Goes on and on" + " and on".repeat(60),
                "\n * Licensed to the Foundation under one or more agreements.\n",
                "\n * Copyright 2020 by the authors of this piece of software.\n",
                "(parenthesis first, so it is no sentence of the language)");

        // When
        List<Optional<String>> sentences =
                comments.stream().map(JavadocSentence::of).toList();

        // Then
        assertThat(sentences).hasSize(7).containsOnly(Optional.empty());
    }
}
