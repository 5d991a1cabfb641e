package io.modelfactory.worker.training.process;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A process with a pool of trainer processes that waits until it is killed. */
final class TrainerPoolOwnerMain {
    private TrainerPoolOwnerMain() {}

    public static void main(String[] args) throws InterruptedException {
        TrainerFixture.pool(Path.of(args[0]), 2).warmUp();
        new CountDownLatch(1).await();
    }
}
