package io.modelfactory.worker.artifact;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongConsumer;

/** Reports after each read how many bytes of the stream are behind. */
public final class ReportingInputStream extends FilterInputStream {
    private final LongConsumer position;
    private long bytes;

    public ReportingInputStream(InputStream in, LongConsumer position) {
        super(in);
        this.position = position;
    }

    @Override
    public int read() throws IOException {
        int next = super.read();
        passed(next < 0 ? 0 : 1);
        return next;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = super.read(buffer, offset, length);
        passed(Math.max(read, 0));
        return read;
    }

    @Override
    public long skip(long wanted) throws IOException {
        long skipped = super.skip(wanted);
        passed(skipped);
        return skipped;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    private void passed(long more) {
        bytes += more;
        position.accept(bytes);
    }
}
