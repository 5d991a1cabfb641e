package io.modelfactory.worker.dataset.registration;

import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** Says after each tenth of a large file how much of it is copied. */
final class CopyProgress implements LongConsumer {
    /** A smaller file is copied before anybody asks. */
    private static final long MIN_BYTES = 64L << 20;

    private static final int TENTHS = 10;

    private final String file;
    private final long bytes;
    private final Consumer<String> progress;
    private long said;

    CopyProgress(String file, long bytes, Consumer<String> progress) {
        this.file = file;
        this.bytes = bytes;
        this.progress = progress;
    }

    @Override
    public void accept(long copied) {
        long tenths = bytes < MIN_BYTES ? 0 : copied * TENTHS / bytes;
        // A store may read a file again; it does not get back.
        if (tenths > said && tenths < TENTHS) {
            said = tenths;
            progress.accept("copying " + file + ", " + tenths * TENTHS + " % of " + bytes + " bytes");
        }
    }
}
