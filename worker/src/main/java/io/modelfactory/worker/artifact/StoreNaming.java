package io.modelfactory.worker.artifact;

/**
 * Names the objects of one store as OpenLineage names datasets, so that every reporter names them alike.
 *
 * @param layer the storage layer, such as {@code s3}
 * @param namespace of all objects, such as {@code s3://bucket}
 * @param prefix before a key in the name of its object; empty, or ends with a slash
 */
public record StoreNaming(String layer, String namespace, String prefix) {

    /** The name of an object in the namespace. */
    public String name(String key) {
        return prefix + key;
    }
}
