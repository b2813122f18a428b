package sharelora.engine.checkpoint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import sharelora.engine.adapter.AdapterMethods;
import sharelora.engine.adapter.Export;
import sharelora.engine.adapter.lowrank.CompactFile;
import sharelora.engine.format.peft.AdapterFolder;
import sharelora.engine.format.peft.LowRankAdapter;
import sharelora.engine.format.peft.OwnMatrices;
import sharelora.engine.format.peft.PeftFolder;
import sharelora.engine.head.HeadFile;
import sharelora.engine.head.LanguageHead;
import sharelora.engine.head.TrainedHead;

/**
 * The folder of a checkpoint: as PEFT loads it, or, where the method comes to nothing that PEFT has, with the method's
 * matrices in {@link CompactFile#NAME}, the head beside them, and a page with the lines of Python that apply both. The same
 * adapter makes the same bytes.
 */
public final class CheckpointFolder {

    /** What the folder holds. */
    public enum Format {
        /** A folder that stock PEFT loads. */
        PEFT,
        /** A form of the method's own. */
        NATIVE
    }

    private CheckpointFolder() {}

    /**
     * Writes the folder, which is made where it is missing, in the format that the adapter's method has.
     *
     * @throws UncheckedIOException when it cannot be written
     */
    public static Format write(AdapterFolder adapter, Path folder) {
        Format format = format(adapter.adapter());
        switch (format) {
            case PEFT -> PeftFolder.write(adapter, folder);
            case NATIVE -> writeNative(adapter, folder);
        }
        return format;
    }

    private static void writeNative(AdapterFolder adapter, Path folder) {
        writeNumbers(adapter.adapter(), Optional.of(adapter.head()), folder);
        writePage(adapter, PeftFolder.TokenizerPlace.BASE, folder);
    }

    /**
     * Writes the files that hold numbers, in the format that the adapter's method has.
     *
     * @param head none: the adapter is for the bare model
     * @throws UncheckedIOException when they cannot be written
     */
    public static void write(LowRankAdapter adapter, Optional<TrainedHead> head, Path folder) {
        switch (format(adapter)) {
            case PEFT -> PeftFolder.write(adapter, head, folder);
            case NATIVE -> writeNumbers(adapter, head, folder);
        }
    }

    /**
     * Writes an adapter as its method keeps it, each shared matrix once, and its head, whatever the method.
     *
     * @param head none: the adapter is for the bare model
     * @throws UncheckedIOException when they cannot be written
     */
    public static void writeNumbers(LowRankAdapter adapter, Optional<TrainedHead> head, Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to " + folder + ": " + e.getMessage(), e);
        }
        CompactFile.write(adapter, folder.resolve(CompactFile.NAME));
        head.filter(trained -> !(trained instanceof LanguageHead))
                .ifPresent(trained -> HeadFile.write(trained, folder.resolve(HeadFile.NAME)));
    }

    /**
     * Writes the page that says how to use what is in a method's own form.
     *
     * @throws IllegalArgumentException where that is none
     * @throws UncheckedIOException when it cannot be written
     */
    public static void writePage(AdapterFolder adapter, PeftFolder.TokenizerPlace tokenizer, Path folder) {
        try {
            Files.writeString(folder.resolve("README.md"), NativeReadme.text(adapter, tokenizer));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to " + folder + ": " + e.getMessage(), e);
        }
    }

    /** The format in which an adapter leaves. */
    public static Format format(LowRankAdapter adapter) {
        return adapter.own()
                        .filter(own -> own.form() == OwnMatrices.Form.NATIVE)
                        .isPresent()
                ? Format.NATIVE
                : Format.PEFT;
    }

    /**
     * How an adapter leaves that has a form of its own.
     *
     * @throws IllegalArgumentException where it leaves as PEFT loads it
     */
    public static Export.Native export(LowRankAdapter adapter) {
        if (AdapterMethods.restored(adapter).export() instanceof Export.Native own) {
            return own;
        }
        throw new IllegalArgumentException(
                "the method " + adapter.method() + " leaves as PEFT loads it, expected one with a form of its own");
    }

    /** The file with the adapter's numbers. */
    public static Path numbers(Path folder) {
        Path own = folder.resolve(CompactFile.NAME);
        return Files.exists(own) ? own : folder.resolve(PeftFolder.ADAPTER);
    }

    /**
     * Reads a folder of either format with its head.
     *
     * @throws sharelora.engine.format.ModelFormatException naming file, value and expectation
     */
    public static AdapterFolder read(Path folder) {
        if (!isNative(folder)) {
            return PeftFolder.read(folder);
        }
        boolean trained = Files.exists(folder.resolve(HeadFile.NAME));
        TrainedHead head = trained ? PeftFolder.readHead(folder) : new LanguageHead();
        return new AdapterFolder(readAdapter(folder), head);
    }

    /**
     * Reads the adapter of a folder of either format.
     *
     * @throws sharelora.engine.format.ModelFormatException naming file, value and expectation
     */
    public static LowRankAdapter readAdapter(Path folder) {
        return isNative(folder) ? CompactFile.read(folder.resolve(CompactFile.NAME)) : PeftFolder.readAdapter(folder);
    }

    private static boolean isNative(Path folder) {
        return Files.exists(folder.resolve(CompactFile.NAME));
    }
}
