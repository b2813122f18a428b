package sharelora.platform.blobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A folder's files, sorted by path. Its bytes are canonical: the same files give the same manifest everywhere. */
record Manifest(List<Entry> files) {

    private static final ObjectMapper JSON = new ObjectMapper();

    record Entry(String path, long size, String sha256) {

        /** Paths are blob keys, so nothing in them needs escaping. */
        private String toJson() {
            return "  {\"path\": \"" + path + "\", \"size\": " + size + ", \"sha256\": \"" + sha256 + "\"}";
        }
    }

    static Manifest of(Path folder, List<Path> files) throws IOException {
        List<Entry> entries = new ArrayList<>();
        for (Path file : files) {
            String path = BlobKeys.checked(folder.relativize(file).toString());
            entries.add(new Entry(path, Files.size(file), Sha256.of(file)));
        }
        entries.sort(Comparator.comparing(Entry::path));
        return new Manifest(List.copyOf(entries));
    }

    byte[] toBytes() {
        return files.stream()
                .map(Entry::toJson)
                .collect(Collectors.joining(",\n", "{\"files\": [\n", "\n]}\n"))
                .getBytes(StandardCharsets.UTF_8);
    }

    String sha256() {
        return Sha256.of(toBytes());
    }

    static Manifest parse(String home, byte[] bytes) {
        try {
            Map<String, List<Entry>> read = JSON.readValue(bytes, new TypeReference<>() {});
            List<Entry> files = read.get("files");
            if (files == null) {
                throw new BlobDamagedException("blob " + home + BlobFolder.MANIFEST + " lists no files");
            }
            files.forEach(entry -> BlobKeys.checked(entry.path()));
            return new Manifest(List.copyOf(files));
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new BlobDamagedException("blob " + home + BlobFolder.MANIFEST + " is no manifest: " + e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
