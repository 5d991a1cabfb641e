package io.modelfactory.worker.app.cli.answer;

import io.modelfactory.worker.failure.TransientFaultException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Writes files of the user's, and replaces none. */
public final class NewFile {
    private NewFile() {}

    /** @throws TransientFaultException if there is such a file already, or it cannot be written */
    public static void write(Path file, String text) {
        try {
            Files.writeString(file, text, StandardOpenOption.CREATE_NEW);
        } catch (FileAlreadyExistsException e) {
            throw new TransientFaultException(file + ": exists already, and is not replaced; name another file", e);
        } catch (IOException e) {
            throw new TransientFaultException(file + ": cannot be written: " + e.getMessage(), e);
        }
    }
}
