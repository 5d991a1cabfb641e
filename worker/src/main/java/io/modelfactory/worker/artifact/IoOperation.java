package io.modelfactory.worker.artifact;

import java.io.IOException;

/** Work on a store's medium that may fail as media do. */
public interface IoOperation<T> {
    T run() throws IOException;
}
