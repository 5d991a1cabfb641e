package io.modelfactory.worker.training;

import io.modelfactory.worker.resolve.DatasetMaterialization.DataFile;
import java.io.InputStream;
import java.nio.file.Path;

/**
 * What a build reads. Each input is fetched when it is asked for, as a stream or as a local file, whichever the
 * executor can use; an executor reads only what its build needs. The bytes of the datasets' files are not verified yet:
 * whatever reads them compares them with the digest that the file pins.
 */
public interface BuildInputs {

    /**
     * The content of a file, from its first byte; to be closed by the caller.
     *
     * @throws io.modelfactory.worker.failure.FailureException {@code DATASET_UNRESOLVED} if there is no such file
     * @throws io.modelfactory.worker.failure.TransientFaultException if the store fails
     */
    InputStream open(DataFile file);

    /**
     * The same as a local file, which must not be changed.
     *
     * @param folder for a copy, if the store is not local; the caller deletes it
     * @return an absolute path
     */
    Path localFile(DataFile file, Path folder);

    /**
     * The model of the champion that the {@link BuildSpec} names, verified.
     *
     * @throws io.modelfactory.worker.failure.FailureException {@code GOVERNANCE_PROFILE_UNRESOLVED} if it is not there,
     *     {@code BUNDLE_PACKAGE_IMMUTABILITY_VIOLATION} if it has other bytes than the plan pins
     */
    byte[] championModel();
}
