package io.modelfactory.worker.app.wiring;

import io.modelfactory.contracts.DatasetReady;
import io.modelfactory.contracts.GovernanceFact;
import io.modelfactory.contracts.MfJobRequest;
import io.modelfactory.contracts.MfRunEvent;
import io.modelfactory.contracts.RegistryLifecycleEvent;
import io.modelfactory.worker.config.Wiring;
import java.util.List;
import org.apache.avro.Schema;

/**
 * A schema of this release, and the topic whose values it describes.
 *
 * @param writer who has to see that it is registered
 * @param bestEffort whether workers do without the topic
 */
public record ReleaseSchema(String topic, Schema schema, Writer writer, boolean bestEffort) {
    /** Whose records they are. */
    public enum Writer {
        WORKERS,
        /** Clients that request runs, {@code mf request} among them. */
        REQUESTERS,
        FEATURE_PLANE
    }

    public static List<ReleaseSchema> of(Wiring.Topics topics) {
        return List.of(
                new ReleaseSchema(topics.runEvents(), MfRunEvent.getClassSchema(), Writer.WORKERS, false),
                new ReleaseSchema(
                        topics.registryEvents(), RegistryLifecycleEvent.getClassSchema(), Writer.WORKERS, false),
                new ReleaseSchema(topics.requests(), MfJobRequest.getClassSchema(), Writer.REQUESTERS, false),
                new ReleaseSchema(topics.control(), GovernanceFact.getClassSchema(), Writer.WORKERS, true),
                new ReleaseSchema(topics.ofsEvents(), DatasetReady.getClassSchema(), Writer.FEATURE_PLANE, true));
    }
}
