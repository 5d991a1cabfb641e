package io.modelfactory.contracts;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.message.SchemaStore;

/**
 * Every version of the outgoing records' schemas that a release has written, this one included. A ledger keeps encoded
 * records until they are sent, and the worker that sends one may be of a later release than the one that wrote it.
 */
public final class ReleasedSchemas {
    private static final List<String> RECORDS = List.of("MfRunEvent", "RegistryLifecycleEvent", "GovernanceFact");

    private ReleasedSchemas() {}

    /** Finds a schema by the fingerprint in the bytes that it wrote. */
    public static SchemaStore store() {
        SchemaStore.Cache store = new SchemaStore.Cache();
        RECORDS.forEach(record -> addVersions(store, record));
        return store;
    }

    /** The files are numbered from 1 on without a gap. */
    private static void addVersions(SchemaStore.Cache store, String record) {
        for (int version = 1; ; version++) {
            String file = "released/" + record + "." + version + ".avsc";
            try (InputStream schema = ReleasedSchemas.class.getResourceAsStream(file)) {
                if (schema == null) {
                    return;
                }
                store.addSchema(new Schema.Parser().parse(schema));
            } catch (IOException e) {
                throw new UncheckedIOException(file, e);
            }
        }
    }
}
