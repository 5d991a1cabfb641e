package io.modelfactory.worker.training.process.child;

import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.failure.AttemptFailedException;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.training.BuildExecution;
import io.modelfactory.worker.training.BuildExecutor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out the commands of the worker, one build at a time. */
final class BuildCommandHandler {
    private static final Logger LOG = LoggerFactory.getLogger(BuildCommandHandler.class);

    private final BuildExecutor builder;
    private final ProgressSender progress;
    private Optional<BuildExecution> build = Optional.empty();

    BuildCommandHandler(BuildExecutor builder, ProgressSender progress) {
        this.builder = builder;
        this.progress = progress;
    }

    /** @throws VirtualMachineError if the process cannot be trusted any more */
    BuildReply handle(BuildCommand command) {
        try {
            return BuildReply.Completed.of(execute(command));
        } catch (FailureException failure) {
            return new BuildReply.Failed(failure.code(), String.valueOf(failure.getMessage()));
        } catch (TransientFaultException fault) {
            return new BuildReply.TransientFault(String.valueOf(fault.getMessage()));
        } catch (AttemptFailedException spent) {
            return new BuildReply.AttemptSpent(String.valueOf(spent.getMessage()));
        } catch (IOException | RuntimeException | LinkageError unexpected) {
            LOG.error("step {} failed unexpectedly; the worker fails the run", command.step(), unexpected);
            return new BuildReply.Failed(
                    FailureCode.WORKER_RUNTIME_ERROR, unexpected.getClass().getSimpleName());
        }
    }

    private Object execute(BuildCommand command) throws IOException {
        return switch (command.step()) {
            case BEGIN -> {
                BuildAssignment asked = Json.convert(command.argument(), BuildAssignment.class);
                end();
                progress.reset();
                build = Optional.of(builder.start(asked.spec(), asked.executor(), () -> true, progress));
                yield Json.object();
            }
            case PREPARE -> currentBuild().prepare(Json.convert(command.argument(), LocalInputs.class));
            case CHAMPION -> {
                currentBuild().measureChampion();
                yield Json.object();
            }
            case TRAIN ->
                currentBuild()
                        .train(Path.of(
                                command.argument().path(BuildCommand.TARGET).asText()));
            case SCORE -> currentBuild().score();
            case EVALUATE -> currentBuild().evaluate();
            case END -> {
                end();
                yield Json.object();
            }
        };
    }

    private BuildExecution currentBuild() {
        return build.orElseThrow();
    }

    private void end() {
        build.ifPresent(BuildExecution::close);
        build = Optional.empty();
    }
}
