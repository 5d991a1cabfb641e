package io.modelfactory.worker.dataset;

import io.modelfactory.worker.resolve.CsvDialect.Encoding;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes CSV files whose encoding the database does not know as UTF-8, a buffer at a time. A copy needs at most three
 * bytes on disk for each character of the decompressed file, and is deleted with the folder.
 */
final class Utf8Transcoder {
    private static final int BUFFER_CHARS = 1 << 15;

    private final Path folder;

    /** @param folder of one preparation */
    Utf8Transcoder(Path folder) {
        this.folder = folder;
    }

    /**
     * The same files, those that were written anew with the rules of what was written.
     *
     * @throws io.modelfactory.worker.failure.FailureException {@code DATASET_INVALID} with line and column of bytes
     *     that are not of the declared encoding
     */
    List<VerifiedFile> transcode(List<VerifiedFile> files) {
        List<VerifiedFile> readable = new ArrayList<>();
        for (VerifiedFile file : files) {
            boolean known = !file.rules().isCsv()
                    || file.rules()
                            .csv()
                            .encoding()
                            .filter(Encoding.WINDOWS_1252::equals)
                            .isEmpty();
            readable.add(known ? file : transcode(file, folder.resolve("utf-8-" + readable.size() + ".csv")));
        }
        return readable;
    }

    private static VerifiedFile transcode(VerifiedFile file, Path copy) {
        try {
            boolean complete;
            try (Reader text = CsvText.open(
                            file.path(), file.pinned().ref(), file.rules().csv());
                    Writer utf8 = Files.newBufferedWriter(copy)) {
                complete = copy(text, utf8);
            }
            if (!complete) {
                throw new DataFileReader(file).malformed();
            }
            file.requireUnchanged();
            return new VerifiedFile(
                    file.dataset(), file.rules().asUtf8(), file.pinned(), copy, VerifiedFile.FileVersion.of(copy));
        } catch (IOException e) {
            throw new DataFileReader(file).unreadable(e);
        }
    }

    /** Whether all bytes were of the encoding. */
    private static boolean copy(Reader text, Writer utf8) throws IOException {
        char[] buffer = new char[BUFFER_CHARS];
        for (int read = text.read(buffer); read >= 0; read = text.read(buffer)) {
            for (int i = 0; i < read; i++) {
                if (buffer[i] == CsvText.MALFORMED) {
                    return false;
                }
            }
            utf8.write(buffer, 0, read);
        }
        return true;
    }
}
