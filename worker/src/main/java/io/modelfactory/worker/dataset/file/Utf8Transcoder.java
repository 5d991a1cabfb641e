package io.modelfactory.worker.dataset.file;

import static io.modelfactory.worker.failure.FailureCode.DATASET_INVALID;

import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.resolve.CsvDialect.Encoding;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Writes CSV files whose encoding the database does not know as UTF-8, a buffer at a time. A copy needs at most three
 * bytes on disk for each character of the decompressed file, and is deleted with the folder. How many characters a
 * compressed file may have is bounded by its pinned size, so that a small file cannot fill the disk.
 */
public final class Utf8Transcoder {
    /** The database knows UTF-16 of one byte order and without surrogates only. */
    private static final Set<Encoding> UNKNOWN = Set.of(Encoding.UTF_16, Encoding.WINDOWS_1252);

    private static final int BUFFER_CHARS = 1 << 15;
    /** Rows of text are compressed to a tenth, rarely to a fiftieth; deflate itself can do a thousandth. */
    private static final long MAX_EXPANSION = 200;
    /** That many are never too many: a small file may have rows that are all alike. */
    private static final long ALWAYS_ALLOWED_CHARS = 64L << 20;

    private static final long MAX_CHARS = 1L << 36;

    private final Path folder;

    /** @param folder of one preparation */
    public Utf8Transcoder(Path folder) {
        this.folder = folder;
    }

    /**
     * The same files, those that were written anew with the rules of what was written.
     *
     * @throws io.modelfactory.worker.failure.FailureException {@code DATASET_INVALID} with line and column of bytes
     *     that are not of the declared encoding, or if a file is much longer than its size lets expect
     */
    public List<VerifiedFile> transcode(List<VerifiedFile> files) {
        List<VerifiedFile> readable = new ArrayList<>();
        for (VerifiedFile file : files) {
            boolean known = !file.rules().isCsv()
                    || file.rules().csv().encoding().filter(UNKNOWN::contains).isEmpty();
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
                complete = copy(text, utf8, file);
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

    /**
     * Whether all bytes were of the encoding.
     *
     * @throws FailureException {@code DATASET_INVALID} if the text is longer than the file's size lets expect
     */
    private static boolean copy(Reader text, Writer utf8, VerifiedFile file) throws IOException {
        long limit = Math.min(
                MAX_CHARS,
                Math.max(ALWAYS_ALLOWED_CHARS, MAX_EXPANSION * file.pinned().bytes()));
        char[] buffer = new char[BUFFER_CHARS];
        long copied = 0;
        for (int read = text.read(buffer); read >= 0; read = text.read(buffer)) {
            for (int i = 0; i < read; i++) {
                if (buffer[i] == CsvText.MALFORMED) {
                    return false;
                }
            }
            copied += read;
            if (copied > limit) {
                throw new FailureException(
                        DATASET_INVALID,
                        file.pinned().ref() + ": has more than " + limit + " characters in its "
                                + file.pinned().bytes() + " bytes; it would be written anew as UTF-8 in the scratch"
                                + " folder, for which that is too much: give it as UTF-8");
            }
            utf8.write(buffer, 0, read);
        }
        return true;
    }
}
