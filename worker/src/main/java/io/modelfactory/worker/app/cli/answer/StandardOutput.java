package io.modelfactory.worker.app.cli.answer;

import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Optional;

/**
 * The standard output of this process, which remembers what Java's own forgets: why something could not be written. A
 * command whose answer is lost has failed.
 */
public final class StandardOutput extends OutputStream {
    private static final String READER_IS_GONE = "Broken pipe";

    private final OutputStream target;
    private Optional<IOException> failure = Optional.empty();

    StandardOutput(OutputStream target) {
        this.target = target;
    }

    public static StandardOutput ofThisProcess() {
        return new StandardOutput(new FileOutputStream(FileDescriptor.out));
    }

    public PrintWriter writer() {
        return new PrintWriter(new BufferedWriter(new OutputStreamWriter(this, charset())), true);
    }

    /** Why an answer was lost; without a word if its reader has ended, as in {@code mf runs list | head -1}. */
    public Optional<String> loss() {
        return failure.map(cause -> String.valueOf(cause.getMessage()))
                .map(cause -> cause.equals(READER_IS_GONE) ? "" : "the output is lost: " + cause);
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] content, int offset, int length) throws IOException {
        try {
            target.write(content, offset, length);
        } catch (IOException e) {
            failure = failure.or(() -> Optional.of(e));
            throw e;
        }
    }

    private static Charset charset() {
        // Java 17 and 18 on have different names for what the terminal expects.
        return Optional.ofNullable(System.getProperty("stdout.encoding"))
                .or(() -> Optional.ofNullable(System.getProperty("sun.stdout.encoding")))
                .map(Charset::forName)
                .orElseGet(Charset::defaultCharset);
    }
}
