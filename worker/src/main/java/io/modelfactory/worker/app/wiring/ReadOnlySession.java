package io.modelfactory.worker.app.wiring;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.DocumentStore;
import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.config.DataSize;
import io.modelfactory.worker.config.Wiring;
import io.modelfactory.worker.dataset.inspection.DatasetInspector;
import io.modelfactory.worker.inspect.RunDocuments;
import io.modelfactory.worker.inspect.reproduce.Reproducer;
import io.modelfactory.worker.inspect.verify.SignatureRequirement;
import io.modelfactory.worker.inspect.verify.Verifier;
import io.modelfactory.worker.ledger.RunLedger;
import io.modelfactory.worker.modelcard.CardReader;
import io.modelfactory.worker.telemetry.WorkerMeters;
import io.modelfactory.worker.training.process.ExecutorChoice;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Ledger and store, opened to read. Each is opened when it is first asked for, so that a command waits for nothing that
 * it does not need; no schema is migrated and no folder created.
 */
public final class ReadOnlySession implements AutoCloseable {
    private final Configuration configuration;
    private final JsonSchemas schemas;
    private final Duration timeout;
    private @Nullable LedgerSession session;
    private @Nullable ArtifactStore store;

    public ReadOnlySession(Configuration configuration, JsonSchemas schemas) {
        this(configuration, schemas, CommandTimeout.DEFAULT);
    }

    /** @param timeout how long to wait for a database or store that does not answer */
    public ReadOnlySession(Configuration configuration, JsonSchemas schemas, Duration timeout) {
        this.configuration = configuration;
        this.schemas = schemas;
        this.timeout = timeout;
    }

    /**
     * The ledger; a change through it is refused by the database.
     *
     * @throws io.modelfactory.worker.failure.TransientFaultException if the database does not answer
     * @throws io.modelfactory.worker.config.ConfigurationException if it holds no ledger
     */
    public RunLedger ledger() {
        return session().ledger();
    }

    /**
     * The ledger with all that is read of it, opened as {@link #ledger} is.
     *
     * @throws io.modelfactory.worker.failure.TransientFaultException if the database does not answer
     * @throws io.modelfactory.worker.config.ConfigurationException if it holds no ledger
     */
    public LedgerSession session() {
        if (session == null) {
            session = LedgerSession.openReadOnly(configuration, timeout);
        }
        return session;
    }

    /** @throws io.modelfactory.worker.failure.TransientFaultException if the store cannot be reached */
    public ArtifactStore store() {
        if (store == null) {
            store = StoreFactory.openReadOnly(wiring().objectStore(), timeout);
        }
        return store;
    }

    public RunDocuments documents() {
        return new RunDocuments(store());
    }

    /**
     * Looks at the files of datasets.
     *
     * @param scratch folder for copies and spilled data
     */
    public DatasetInspector datasets(Path scratch, DataSize memoryLimit) {
        return new DatasetInspector(store(), new DocumentStore(store(), schemas), scratch, memoryLimit.toString());
    }

    /** Reads model cards out of the documents that they are made of. */
    public CardReader cards() {
        return new CardReader(stageFactory(store()).documents());
    }

    /**
     * @param trusted files of public keys whose signatures count, beside those of the profile; who names any wants
     *     every bundle signed by one of them
     * @param progress called now and then while large files are read
     */
    public Verifier verifier(List<Path> trusted, Consumer<String> progress) {
        StageFactory stages = stageFactory(store());
        List<Path> keys = new ArrayList<>(wiring().signing().trustedKeys());
        keys.addAll(trusted);
        boolean required = !trusted.isEmpty() || configuration.launcherPolicy().requireSignedBundles();
        SignatureRequirement demand = new SignatureRequirement(SignerFactory.trustedKeys(keys), required);
        return new Verifier(store(), stages.documents(), stages.resolver(), demand, stages.models(), progress);
    }

    /**
     * @param scratch an empty folder for what is made again
     * @param executor to train on; as the profile says if empty
     */
    public Reproducer reproducer(Path scratch, Optional<ExecutorChoice> executor) {
        return new Reproducer(store(), scratch, overlay -> stageFactory(overlay).stages(executor));
    }

    /** Where scratch folders are made, under this profile. */
    public Path scratch() {
        return wiring().training().scratch();
    }

    private StageFactory stageFactory(ArtifactStore over) {
        return new StageFactory(configuration, schemas, over, scratch(), new WorkerMeters(new SimpleMeterRegistry()));
    }

    private Wiring wiring() {
        return configuration.profile().wiring();
    }

    @Override
    public void close() {
        if (store != null) {
            store.close();
        }
        if (session != null) {
            session.close();
        }
    }
}
