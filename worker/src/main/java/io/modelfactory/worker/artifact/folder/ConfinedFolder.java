package io.modelfactory.worker.artifact.folder;

import io.modelfactory.worker.artifact.KeyValidator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder that no key can leave, neither by its text nor through a symbolic link. */
final class ConfinedFolder {
    private final Path root;

    /** @param root must exist; may itself be a symbolic link, which is resolved once, here */
    ConfinedFolder(Path root) throws IOException {
        this.root = root.toRealPath();
    }

    /** With symbolic links resolved. */
    Path root() {
        return root;
    }

    /** Where the key lies, whether or not there is anything yet; {@code REF_ACCESS_DENIED} if that is outside. */
    Path locate(String key) {
        Path path = root;
        for (String segment : KeyValidator.segments(key)) {
            path = path.resolve(segment);
            if (Files.isSymbolicLink(path)) {
                path = followed(key, path);
            }
        }
        return path;
    }

    private Path followed(String key, Path link) {
        Path target;
        try {
            target = link.toRealPath();
        } catch (IOException e) {
            throw KeyValidator.accessDenied(key, "goes through a symbolic link that leads nowhere");
        }
        if (!target.startsWith(root)) {
            throw KeyValidator.accessDenied(key, "goes through a symbolic link that leads out of the root");
        }
        return target;
    }
}
