package io.modelfactory.worker.app.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** Whether there is space for temporary data: downloads, and rows that do not fit into memory. */
final class ScratchCheck implements DoctorCheck {
    private static final long MB = 1 << 20;
    private static final long LOW_SPACE_BYTES = 2048 * MB;

    private final Path folder;

    ScratchCheck(Path folder) {
        this.folder = folder.toAbsolutePath();
    }

    @Override
    public String subject() {
        return "scratch folder";
    }

    @Override
    public List<DoctorFinding> examine() throws IOException {
        Path existing = existing(folder);
        try {
            Files.delete(Files.createTempFile(existing, "mf-doctor", null));
        } catch (IOException e) {
            return List.of(DoctorFinding.fail(
                    subject(),
                    existing + " cannot be written to (" + e.getClass().getSimpleName() + ")",
                    "give the worker's user the right to, or name another folder in wiring.training.scratch"));
        }
        long free = Files.getFileStore(existing).getUsableSpace();
        String fact = folder + ", " + free / MB + " MB free";
        return List.of(
                free < LOW_SPACE_BYTES
                        ? DoctorFinding.warn(
                                subject(), fact, "free space, or name another folder in wiring.training.scratch")
                        : DoctorFinding.ok(subject(), fact));
    }

    /** The folder, or the one above it in which it would be created. */
    private static Path existing(Path folder) {
        Path candidate = folder;
        while (!Files.isDirectory(candidate)) {
            candidate = Objects.requireNonNull(candidate.getParent(), "the root of a file system is a folder");
        }
        return candidate;
    }
}
