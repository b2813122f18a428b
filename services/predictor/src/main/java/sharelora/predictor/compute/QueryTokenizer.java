package sharelora.predictor.compute;

import java.util.Optional;
import sharelora.platform.examples.PoisonReason;
import sharelora.predictor.chat.ChatTemplate;
import sharelora.schemas.Query;
import sharelora.schemas.Stream;
import sharelora.schemas.Task;
import sharelora.text.Encoding;
import sharelora.text.PromptTokenizer;
import sharelora.text.TextRefusedException;
import sharelora.text.TextTokenizer;

/**
 * Queries of one stream → tokens, cut as in training, and generated tokens → text. Owns its tokenizer. Safe for several
 * threads at once.
 */
public final class QueryTokenizer implements AutoCloseable {

    private final TextTokenizer text;
    private final PromptTokenizer prompts;
    private final Optional<ChatTemplate> chat;

    private QueryTokenizer(TextTokenizer text, PromptTokenizer prompts, Optional<ChatTemplate> chat) {
        this.text = text;
        this.prompts = prompts;
        this.chat = chat;
    }

    /**
     * By what the stream says; a stream of the task generation has an end token.
     *
     * @param chat how the base wants conversations written
     */
    public static QueryTokenizer of(TextTokenizer text, Stream stream, Optional<ChatTemplate> chat) {
        boolean generates = stream.getTask() == Task.GENERATION;
        return new QueryTokenizer(text, generates ? PromptTokenizer.of(text, stream.getEndToken()) : null, chat);
    }

    /** How the base wants conversations written; empty where it does not say. */
    public Optional<ChatTemplate> chat() {
        return chat;
    }

    /** Most tokens of a prompt and what is generated behind it. */
    public int maxLength() {
        return text.maxLength();
    }

    /** The query in tokens, or why it cannot be asked. */
    public Encoded encode(Query query) {
        try {
            return prompts == null ? encodeText(query) : encodePrompt(query);
        } catch (TextRefusedException e) {
            return refused(PoisonReason.REFUSED_BY_TOKENIZER, e.getMessage());
        }
    }

    private Encoded encodeText(Query query) {
        Encoding encoding;
        try {
            encoding = text.encoding(query.getText(), query.getTextPair());
        } catch (TextRefusedException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            return refused(PoisonReason.NO_ROOM_FOR_PAIR, e.getMessage());
        }
        return asked(encoding, 0);
    }

    private Encoded encodePrompt(Query query) {
        if (query.getTextPair() != null) {
            return refused(PoisonReason.UNEXPECTED_PAIR, "found a textPair; expected text alone");
        }
        return roomy(prompts.promptEncoding(query.getText()));
    }

    /** A prompt with all of its special tokens in it, as a chat template writes it, or why it cannot be asked. */
    public Encoded encodeWritten(String prompt) {
        try {
            return roomy(text.bareEncoding(prompt));
        } catch (TextRefusedException e) {
            return refused(PoisonReason.REFUSED_BY_TOKENIZER, e.getMessage());
        }
    }

    private Encoded roomy(Encoding encoding) {
        int room = text.maxLength() - encoding.tokens().ids().length;
        return room > 0
                ? asked(encoding, room)
                : refused(
                        PoisonReason.NO_ROOM_FOR_COMPLETION,
                        "the text alone has " + text.maxLength()
                                + " tokens or more; expected room for a generated token below maxLength "
                                + text.maxLength());
    }

    private static Encoded asked(Encoding encoding, int most) {
        int[] ids = encoding.tokens().ids();
        return ids.length == 0
                ? refused(PoisonReason.EMPTY_TEXT, "the base has no token for it; expected at least one")
                : new Encoded.Asked(new EncodedQuery(ids, encoding.tokens().second(), encoding.truncated(), most));
    }

    private static Encoded refused(PoisonReason reason, String detail) {
        return new Encoded.Refused(reason.word(), detail);
    }

    /** The text of generated tokens, special tokens left out. */
    public String words(int[] tokens) {
        return text.decode(tokens);
    }

    @Override
    public void close() {
        text.close();
    }
}
