package io.modelfactory.worker.closure;

import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.artifact.Sha256;
import io.modelfactory.worker.artifact.folder.FolderTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A folder of what was seen, with an index for people and one for programs. */
final class ClosureEvidence {
    private final Path folder;
    private final List<EvidenceFile> exhibits = new ArrayList<>();

    private ClosureEvidence(Path folder) {
        this.folder = folder;
    }

    private record EvidenceFile(Path file, String what) {}

    /** An empty folder; an earlier one of that name is gone. */
    static ClosureEvidence in(Path folder) throws IOException {
        FolderTree.delete(folder);
        return new ClosureEvidence(Files.createDirectories(folder));
    }

    Path folder() {
        return folder;
    }

    void add(String name, String what, byte[] content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
        exhibits.add(new EvidenceFile(file, what));
    }

    void addFile(String name, String what, Path source) throws IOException {
        add(name, what, Files.readAllBytes(source));
    }

    /** @param story a few sentences of Markdown above the table */
    void writeIndex(String title, String story) throws IOException {
        StringBuilder page = new StringBuilder(
                "# " + title + "\n\n" + story + "\n\n| file | what it is | bytes | SHA-256 |\n|---|---|---|---|\n");
        var index = Json.object();
        var files = index.putArray("files");
        for (EvidenceFile exhibit : exhibits) {
            String name = folder.relativize(exhibit.file()).toString();
            String digest = Sha256.hex(exhibit.file());
            long bytes = Files.size(exhibit.file());
            page.append("| [%s](%s) | %s | %d | `%s` |%n".formatted(name, name, exhibit.what(), bytes, digest));
            files.addObject()
                    .put("name", name)
                    .put("what", exhibit.what())
                    .put("bytes", bytes)
                    .put("sha256", digest);
        }
        Files.writeString(folder.resolve("README.md"), page);
        Files.writeString(folder.resolve("index.json"), index.toPrettyString());
    }
}
