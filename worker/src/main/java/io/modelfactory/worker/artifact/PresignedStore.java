package io.modelfactory.worker.artifact;

import io.modelfactory.worker.failure.TransientFaultException;
import java.time.Duration;
import java.util.List;

/**
 * Objects that need not last, which processes without credentials write, read and delete by signed URLs. Every method
 * throws {@link TransientFaultException} if the service does not answer, or refuses.
 */
public interface PresignedStore extends AutoCloseable {

    /**
     * Signs without asking the service: the object need not be there.
     *
     * @param key below the store's root
     * @param validity from now on; no longer than the credentials last that sign
     */
    SignedObject sign(String key, Duration validity);

    /** The names of the folders right below the root that begin so. */
    List<String> folders(String beginning);

    /** Deletes all objects below a folder. */
    void deleteFolder(String folder);

    @Override
    void close();
}
