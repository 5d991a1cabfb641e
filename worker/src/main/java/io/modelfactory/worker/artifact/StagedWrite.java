package io.modelfactory.worker.artifact;

import java.util.function.Supplier;

/** An object on its way into a store. Faults of the store leave as from the store itself. */
public interface StagedWrite extends AutoCloseable {

    /**
     * Gives the object its name if that is free, compares it with what has the name if not.
     *
     * @throws io.modelfactory.worker.failure.FailureException with the code of the write if that holds other bytes
     */
    ArtifactRef place();

    /** Returns once an object that was placed outlasts a power cut. */
    void settle();

    /** Leaves nothing behind of an object that was not placed. */
    @Override
    void close();

    /** Of a store that does all of it at once. */
    static StagedWrite atOnce(Supplier<ArtifactRef> write) {
        return new StagedWrite() {
            @Override
            public ArtifactRef place() {
                return write.get();
            }

            @Override
            public void settle() {}

            @Override
            public void close() {}
        };
    }
}
