package io.modelfactory.worker.resolve;

import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import java.util.List;
import java.util.Set;

/**
 * Keys of the object store under which a profile may lie: none in the data area, where producers of data sets and the
 * factory itself put their objects. A data set must not be able to bring the profile that it is judged by.
 */
final class ProfileKey {
    private static final String REGISTRY = "registry";
    /** Folders of a platform run, {@code <run>/ofs/} and {@code <run>/mf/}. */
    private static final Set<String> RUN_FOLDERS = Set.of("ofs", "mf");

    private ProfileKey() {}

    /**
     * Returns the key unchanged.
     *
     * @throws FailureException {@code PROFILE_NOT_ALLOWED} if it is one of the data area
     */
    static String requireOutsideData(String key) {
        List<String> segments = List.of(key.split("/", -1));
        boolean data =
                segments.get(0).equals(REGISTRY) || (segments.size() > 1 && RUN_FOLDERS.contains(segments.get(1)));
        if (data) {
            throw new FailureException(
                    FailureCode.PROFILE_NOT_ALLOWED,
                    key + ": lies in the data area of the object store (<run>/ofs/, <run>/mf/, registry/), where no"
                            + " profile is taken from; keep profiles in a folder of wiring.object_store.profile_roots,"
                            + " or in the store under a prefix of their own");
        }
        return key;
    }
}
