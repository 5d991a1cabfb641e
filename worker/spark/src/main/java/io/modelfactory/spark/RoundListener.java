package io.modelfactory.spark;

import java.util.function.Consumer;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import scala.jdk.javaapi.CollectionConverters;

/** Passes on which round a training has come to, as executors say with their heartbeats. */
final class RoundListener extends SparkListener {
    private final RoundAccumulator rounds;
    private final Consumer<String> progress;

    RoundListener(RoundAccumulator rounds, Consumer<String> progress) {
        this.rounds = rounds;
        this.progress = progress;
    }

    @Override
    public void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate heartbeat) {
        CollectionConverters.asJava(heartbeat.accumUpdates()).stream()
                .flatMap(task -> CollectionConverters.asJava(task._4()).stream())
                .filter(update -> update.id() == rounds.id())
                .map(AccumulableInfo::update)
                .filter(round -> round.isDefined())
                .forEach(round -> progress.accept(String.valueOf(round.get())));
    }
}
