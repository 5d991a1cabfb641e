package io.modelfactory.worker.chaos.edge;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Sees from outside which room the corridor's thread is in, and reports entering it as a point: within a stage nothing crosses
 * an edge for long, and the production code shall not know that it is watched. The point holds nobody; by the time it is seen
 * the thread is somewhere inside.
 */
final class StageSampler implements Runnable {
    private static final long PERIOD_NANOS = 1_000_000;
    private static final String HOUSE = "io.modelfactory.worker.";
    private static final List<String> ROOMS = List.of("resolve", "gate", "bundle", "publish");

    /** Waits for the process that builds; its methods are the steps of a build. */
    private static final String BUILD = HOUSE + "trainer.TrainerBuild";

    private static final List<String> STEPS = List.of("prepare", "train", "score", "evaluate");

    private final Points points;

    StageSampler(Points points) {
        this.points = points;
    }

    @Override
    public void run() {
        Optional<String> before = Optional.empty();
        Optional<Thread> corridor = Optional.empty();
        while (!Thread.currentThread().isInterrupted()) {
            corridor = corridor.filter(Thread::isAlive).or(StageSampler::corridor);
            Optional<String> room = corridor.flatMap(StageSampler::room);
            if (room.isPresent() && !room.equals(before)) {
                points.pass("inside " + room.get());
            }
            before = room;
            LockSupport.parkNanos(PERIOD_NANOS);
        }
    }

    private static Optional<Thread> corridor() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("corridor"))
                .findFirst();
    }

    /** The outermost room on the stack: rooms that a stage uses on its way are not entered by the run. */
    private static Optional<String> room(Thread thread) {
        List<StackTraceElement> innermostFirst = Arrays.asList(thread.getStackTrace());
        return innermostFirst.stream().flatMap(StageSampler::roomOf).reduce((inner, outer) -> outer);
    }

    private static Stream<String> roomOf(StackTraceElement frame) {
        return frame.getClassName().equals(BUILD)
                ? STEPS.stream().filter(frame.getMethodName()::equals).map(step -> "build." + step)
                : ROOMS.stream().filter(room -> frame.getClassName().startsWith(HOUSE + room + "."));
    }
}
