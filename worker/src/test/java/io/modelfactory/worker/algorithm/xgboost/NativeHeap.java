package io.modelfactory.worker.algorithm.xgboost;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Structure;

/** What native code holds of this process's memory, by the C library ({@code mallinfo2}, glibc 2.33). */
final class NativeHeap {
    private static final CLibrary LIBRARY = Native.load("c", CLibrary.class);

    private NativeHeap() {}

    /** The part of the C library that is used here, under its own names. */
    public interface CLibrary extends Library {
        MallocInfo mallinfo2();
    }

    /** The C library's structure, all of it. */
    @Structure.FieldOrder({
        "arena",
        "ordblks",
        "smblks",
        "hblks",
        "hblkhd",
        "usmblks",
        "fsmblks",
        "uordblks",
        "fordblks",
        "keepcost"
    })
    public static final class MallocInfo extends Structure implements Structure.ByValue {
        public long arena;
        public long ordblks;
        public long smblks;
        public long hblks;
        public long hblkhd;
        public long usmblks;
        public long fsmblks;
        public long uordblks;
        public long fordblks;
        public long keepcost;
    }

    /** Small blocks and mapped ones; not those of the JVM's own heap. */
    static long bytesInUse() {
        MallocInfo info = LIBRARY.mallinfo2();
        return info.uordblks + info.hblkhd;
    }
}
