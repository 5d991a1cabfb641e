package io.modelfactory.worker.algorithm.xgboost;

import com.sun.jna.Function;
import com.sun.jna.Platform;

/** What native code has freed of this process's memory. */
final class FreedMemory {
    private FreedMemory() {}

    /**
     * Gives it to the system: the allocator of glibc keeps the library's many small pieces for what this process
     * allocates next, and its heap, which is another's, cannot use them. Elsewhere nothing is done.
     */
    static void giveBack() {
        if (Platform.isLinux()) {
            try {
                Function.getFunction("c", "malloc_trim").invokeInt(new Object[] {0L});
            } catch (UnsatisfiedLinkError otherAllocator) {
                // That of musl keeps less.
                return;
            }
        }
    }
}
