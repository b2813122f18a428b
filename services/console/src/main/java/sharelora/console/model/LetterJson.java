package sharelora.console.model;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import sharelora.platform.examples.Shown;
import sharelora.schemas.DeadLetter;
import sharelora.schemas.Operation;
import sharelora.schemas.Source;

/** Dead letters and operators' acts as JSON. Bytes are text in which nothing acts upon whoever looks at it. */
final class LetterJson {

    private static final int MOST_BYTES = 1_000;

    private LetterJson() {}

    /** How many there are, of which kinds. */
    static ObjectNode counts(LetterBook book) {
        ObjectNode node =
                JsonNodeFactory.instance.objectNode().put("count", book.count()).put("replayed", book.replayedCount());
        ArrayNode kinds = node.putArray("kinds");
        book.counts()
                .forEach((kind, count) -> kinds.addObject()
                        .put("stream", kind.stream())
                        .put("stage", kind.stage())
                        .put("reason", kind.reason())
                        .put("count", count));
        return node;
    }

    /** The counts, and the newest that are asked for, newest first; empty text: any. */
    static ObjectNode letters(LetterBook book, String stream, String reason, int limit) {
        ObjectNode node = counts(book);
        ArrayNode letters = node.putArray("letters");
        book.newest().reversed().stream()
                .filter(each -> stream.isEmpty() || stream.equals(each.letter().getStream()))
                .filter(each -> reason.isEmpty() || reason.equals(each.letter().getReason()))
                .limit(limit)
                .forEach(each -> add(letters.addObject(), each, book.isReplayed(each.offset())));
        return node;
    }

    private static void add(ObjectNode node, LetterBook.Kept kept, boolean replayed) {
        DeadLetter letter = kept.letter();
        Source source = letter.getSource();
        node.put("offset", kept.offset())
                .put("stage", letter.getStage())
                .put("reason", letter.getReason())
                .put("detail", Shown.of(letter.getDetail(), 500))
                .put("topic", source.getTopic())
                .put("partition", source.getPartition())
                .put("at", source.getOffset())
                .put("bytes", letter.getValueBytes())
                .put("deadAt", letter.getDeadAt().toString())
                .put("replayed", replayed);
        if (letter.getStream() != null) {
            node.put("stream", letter.getStream());
        }
        if (letter.getJobId() != null) {
            node.put("job", letter.getJobId());
        }
        if (letter.getKey() != null) {
            node.put("key", text(letter.getKey()));
        }
        if (letter.getValue() != null) {
            node.put("value", text(letter.getValue()));
        }
    }

    private static String text(ByteBuffer bytes) {
        ByteBuffer part = bytes.duplicate();
        part.limit(part.position() + Math.min(part.remaining(), MOST_BYTES));
        return Shown.of(StandardCharsets.UTF_8.decode(part).toString(), MOST_BYTES);
    }

    /** Newest first. */
    static ArrayNode operations(List<Operation> operations) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        operations
                .reversed()
                .forEach(each -> array.addObject()
                        .put("at", each.getAt().toString())
                        .put("who", each.getWho())
                        .put("via", each.getVia())
                        .put("action", each.getAction())
                        .put("subject", each.getSubject())
                        .put("outcome", each.getOutcome().name())
                        .put("result", each.getResult()));
        return array;
    }
}
