package io.modelfactory.worker.request;

import static io.modelfactory.worker.failure.FailureCode.REQUESTER_MISSING;
import static io.modelfactory.worker.failure.FailureCode.REQUEST_COMMAND_UNSUPPORTED;
import static io.modelfactory.worker.failure.FailureCode.REQUEST_ID_INVALID;
import static io.modelfactory.worker.failure.FailureCode.REQUEST_INVALID;
import static io.modelfactory.worker.failure.FailureCode.RUN_CONFIG_DIGEST_MISMATCH;
import static io.modelfactory.worker.failure.FailureCode.RUN_SCOPE_INVALID;
import static io.modelfactory.worker.failure.FailureCode.SCHEMA_INVALID;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.failure.FailureException;
import java.util.Optional;

/** The envelope of a job request, whatever its payload. */
final class EnvelopeReader {
    private EnvelopeReader() {}

    /** @throws FailureException with the code of the first broken field */
    static JobEnvelope read(JsonNode message) {
        if (!message.isObject()) {
            throw new FailureException(SCHEMA_INVALID, "message: must be a JSON object");
        }
        DocumentReader reader = new DocumentReader(message);
        reader.requireVersion(JobEnvelope.SCHEMA_VERSION, SCHEMA_INVALID);
        JobEnvelope envelope = new JobEnvelope(
                reader.textMatching("request_id", TrainBuildRequestReader.REQUEST_ID, REQUEST_ID_INVALID),
                reader.text("command", REQUEST_COMMAND_UNSUPPORTED),
                reader.text("platform_run_id", RUN_SCOPE_INVALID),
                reader.has("run_config_digest")
                        ? Optional.of(reader.text("run_config_digest", RUN_CONFIG_DIGEST_MISMATCH))
                        : Optional.empty(),
                reader.text("requester_principal", REQUESTER_MISSING));
        reader.timestamp("submitted_at_utc", REQUEST_INVALID);
        CommandGuard.COMMANDS.forEach(reader::has);
        reader.rejectUnknownFields(SCHEMA_INVALID);
        reader.requireValid();
        return envelope;
    }
}
