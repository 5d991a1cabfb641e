package io.modelfactory.worker.chaos.injection;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Samples the stack of the run worker thread and reports the stage it is in as a point: within a stage no call reaches
 * an external dependency for long, and production code has no hook for tests. The point holds no thread; when it is
 * reported, the thread is somewhere inside of the stage.
 */
final class StageSampler implements Runnable {
    private static final long PERIOD_NANOS = 1_000_000;
    private static final String BASE_PACKAGE = "io.modelfactory.worker.";
    private static final List<String> STAGE_PACKAGES = List.of("resolve", "gate", "bundle", "publish");

    /** Waits for the process that builds; its methods are the steps of a build. */
    private static final String BUILD_CLASS = BASE_PACKAGE + "training.process.ChildProcessBuildExecution";

    private static final List<String> BUILD_STEPS = List.of("prepare", "train", "score", "evaluate");

    private final InjectionPoints points;

    StageSampler(InjectionPoints points) {
        this.points = points;
    }

    @Override
    public void run() {
        Optional<String> before = Optional.empty();
        Optional<Thread> runThread = Optional.empty();
        while (!Thread.currentThread().isInterrupted()) {
            runThread = runThread.filter(Thread::isAlive).or(StageSampler::runThread);
            Optional<String> stage = runThread.flatMap(StageSampler::stageOf);
            if (stage.isPresent() && !stage.equals(before)) {
                points.pass("inside " + stage.get());
            }
            before = stage;
            LockSupport.parkNanos(PERIOD_NANOS);
        }
    }

    private static Optional<Thread> runThread() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("run-worker"))
                .findFirst();
    }

    /** The outermost stage on the stack: packages that a stage uses on its way are not stages of the run. */
    private static Optional<String> stageOf(Thread thread) {
        List<StackTraceElement> innermostFirst = Arrays.asList(thread.getStackTrace());
        return innermostFirst.stream().flatMap(StageSampler::stageOfFrame).reduce((inner, outer) -> outer);
    }

    private static Stream<String> stageOfFrame(StackTraceElement frame) {
        return frame.getClassName().equals(BUILD_CLASS)
                ? BUILD_STEPS.stream().filter(frame.getMethodName()::equals).map(step -> "build." + step)
                : STAGE_PACKAGES.stream().filter(stage -> frame.getClassName().startsWith(BASE_PACKAGE + stage + "."));
    }
}
