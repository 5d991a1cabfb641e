package io.modelfactory.worker.trainer.child;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.build.Build;
import io.modelfactory.worker.build.BuildOrder;
import io.modelfactory.worker.build.Builder;
import io.modelfactory.worker.failure.AttemptSpentException;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.failure.TransientFaultException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out commands, one build at a time. */
final class Workbench {
    private static final Logger LOG = LoggerFactory.getLogger(Workbench.class);

    private final Builder builder;
    private Optional<Build> build = Optional.empty();
    private volatile Optional<Path> folder = Optional.empty();

    Workbench(Builder builder) {
        this.builder = builder;
    }

    /** @throws VirtualMachineError if the process is not to be trusted any more */
    Reply carryOut(Command command) {
        try {
            return Reply.Done.of(result(command));
        } catch (FailureException failure) {
            return new Reply.Failed(failure.code(), String.valueOf(failure.getMessage()));
        } catch (TransientFaultException fault) {
            return new Reply.Fault(String.valueOf(fault.getMessage()));
        } catch (AttemptSpentException spent) {
            return new Reply.Spent(String.valueOf(spent.getMessage()));
        } catch (IOException | RuntimeException | LinkageError unexpected) {
            LOG.error("unexpected", unexpected);
            return new Reply.Failed(
                    FailureCode.WORKER_RUNTIME_ERROR, unexpected.getClass().getSimpleName());
        }
    }

    /** The working folder of the build at work. */
    Optional<Path> folder() {
        return folder;
    }

    private Object result(Command command) throws IOException {
        return switch (command.step()) {
            case BEGIN -> {
                BuildOrder order = Json.convert(command.argument(), BuildOrder.class);
                end();
                folder = Optional.of(order.folder());
                build = Optional.of(builder.begin(order, () -> true));
                yield Json.object();
            }
            case PREPARE -> atWork().prepare(paths(command.argument()));
            case CHAMPION -> {
                atWork().measureChampion();
                yield Json.object();
            }
            case TRAIN -> atWork().train();
            case SCORE -> atWork().score();
            case EVALUATE -> atWork().evaluate();
            case END -> {
                end();
                yield Json.object();
            }
        };
    }

    private Build atWork() {
        return build.orElseThrow();
    }

    private void end() {
        build.ifPresent(Build::close);
        build = Optional.empty();
        folder = Optional.empty();
    }

    private static Map<String, Path> paths(JsonNode files) {
        Map<String, Path> paths = new HashMap<>();
        files.properties()
                .forEach(
                        file -> paths.put(file.getKey(), Path.of(file.getValue().asText())));
        return paths;
    }
}
