package io.modelfactory.worker.artifact;

/**
 * An object of a bucket and the URLs by which it may be written, read and deleted for a while. A URL is as good as a
 * credential for this one object: none is ever logged, and the text of this record holds none.
 *
 * @param upload for {@code PUT}
 * @param download for {@code GET}
 * @param deletion for {@code DELETE}
 */
public record SignedObject(String upload, String download, String deletion) {

    @Override
    public String toString() {
        return "an object with signed URLs";
    }
}
