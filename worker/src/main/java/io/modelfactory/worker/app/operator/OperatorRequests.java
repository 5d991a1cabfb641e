package io.modelfactory.worker.app.operator;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.app.wiring.SignerFactory;
import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.console.action.ConsoleRequests;
import io.modelfactory.worker.console.action.RequestPlan;
import io.modelfactory.worker.console.action.RequestPlan.FieldChange;
import io.modelfactory.worker.console.action.SentRequest;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.inspect.AskedAgain;
import io.modelfactory.worker.inspect.RunFinder;
import io.modelfactory.worker.ledger.RunLedger;
import io.modelfactory.worker.ledger.run.RequeueRule;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.RunState;
import io.modelfactory.worker.request.PublishRetryRequest;
import io.modelfactory.worker.signing.SigningKey;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Requests that the console sends, by the same code as the commands {@code request again} and {@code request
 * publish-retry}. They only read the ledger, so that the console's role may call them; a dry run, which writes and
 * takes it back, is for those who may write.
 */
final class OperatorRequests implements ConsoleRequests {
    private static final int MAX_NUMBERS = 1_000;

    private final Configuration configuration;
    private final Supplier<RunLedger> ledger;
    private final Optional<SigningKey> key;
    private final Clock clock;

    /**
     * @param ledger to look in
     * @throws io.modelfactory.worker.config.ConfigurationException if the console's key cannot be used
     */
    OperatorRequests(Configuration configuration, Supplier<RunLedger> ledger, Clock clock) {
        this.configuration = configuration;
        this.ledger = ledger;
        this.key = SignerFactory.consoleKey(configuration);
        this.clock = clock;
    }

    @Override
    public Map<String, String> againFields(String runKey) {
        JsonNode document = AgainRequest.of(find(runKey), Map.of(), release()).document();
        Map<String, String> fields = new LinkedHashMap<>();
        for (String name : AgainRequest.settable()) {
            fields.put(name, text(document.at("/" + name.replace('.', '/'))));
        }
        return fields;
    }

    /** Several values are separated by commas, as {@code --set} takes them. */
    private static String text(JsonNode value) {
        return value.isArray()
                ? value.valueStream().map(JsonNode::asText).collect(Collectors.joining(","))
                : value.asText();
    }

    @Override
    public RequestPlan planAgain(String principal, String runKey, Map<String, String> settings) {
        RunRecord run = find(runKey);
        AgainRequest again = again(run, principal, settings);
        Optional<String> hindrance = again.hindrance(run);
        String forRun = hindrance.isPresent()
                ? run.runKey()
                : preparer().trainBuild(again.document()).runKey();
        return new RequestPlan(
                run.runKey(),
                forRun,
                again.changes().stream()
                        .map(change -> new FieldChange(change.member(), change.from(), change.to()))
                        .toList(),
                hindrance.isPresent() ? Optional.empty() : Optional.of(forecast(forRun)),
                hindrance);
    }

    /** What the command's dry run finds out by writing, as far as it can be seen by reading. */
    private String forecast(String runKey) {
        Optional<RunRecord> known = ledger.get().find(runKey);
        if (known.isEmpty()) {
            return "NEW: the ledger does not know this run; it is queued. Profiles and data are judged when it is started.";
        }
        String state = known.get().state()
                + known.get().failureCode().map(code -> " (" + code + ")").orElse("");
        return RequeueRule.appliesTo(known.get())
                ? "REQUEUED: the ledger has it in " + state + ", for its inputs; it is queued again."
                : "CONVERGED: the ledger has it in " + state + "; the request joins it, and nothing is trained twice.";
    }

    @Override
    public SentRequest requestAgain(String principal, String runKey, Map<String, String> settings) {
        RunRecord run = find(runKey);
        AgainRequest again = again(run, principal, settings);
        again.hindrance(run).ifPresent(reason -> {
            throw new FailureException(FailureCode.REQUEST_INVALID, reason);
        });
        return send(preparer().trainBuild(again.document()));
    }

    private AgainRequest again(RunRecord run, String principal, Map<String, String> settings) {
        AgainRequest again = AgainRequest.of(run, settings, release());
        again.document().put("requester_principal", principal);
        again.document().put("request_id", freeId(run));
        return again;
    }

    /** Under the first number that the ledger does not know; one that is under way is found to be a duplicate. */
    private String freeId(RunRecord run) {
        for (int number = 1; number < MAX_NUMBERS; number++) {
            String id = AskedAgain.requestId(run.runKey(), number);
            if (ledger.get().request(id).isEmpty()) {
                return id;
            }
        }
        throw new FailureException(
                FailureCode.REQUEST_ID_INVALID, run.runKey() + " was asked for again " + MAX_NUMBERS + " times");
    }

    @Override
    public RequestPlan planRetry(String principal, String runKey, String reason) {
        RunRecord run = find(runKey);
        Optional<String> hindrance = run.state() == RunState.PUBLISH_PENDING
                ? Optional.empty()
                : Optional.of(run.runKey() + " is in " + run.state()
                        + "; only what waits in PUBLISH_PENDING can be published again");
        if (hindrance.isEmpty()) {
            retry(run, principal, reason);
        }
        return new RequestPlan(run.runKey(), run.runKey(), List.of(), Optional.empty(), hindrance);
    }

    @Override
    public SentRequest retryPublication(String principal, String runKey, String reason) {
        return send(retry(find(runKey), principal, reason));
    }

    private PreparedRequest retry(RunRecord run, String principal, String reason) {
        return preparer()
                .publishRetry(
                        "mf.publish_retry." + UUID.randomUUID(),
                        new PublishRetryRequest(run.runKey(), reason),
                        run.platformRunId(),
                        principal);
    }

    private SentRequest send(PreparedRequest request) {
        try (RequestSender sender = RequestSender.of(configuration, key)) {
            return new SentRequest(request.requestId(), request.runKey(), sender.send(request.message()));
        }
    }

    private RequestPreparer preparer() {
        return new RequestPreparer(configuration, key, clock);
    }

    private RunRecord find(String runKey) {
        return new RunFinder(ledger.get()).find(runKey);
    }

    private String release() {
        return configuration.profile().policy().serviceReleaseId();
    }
}
