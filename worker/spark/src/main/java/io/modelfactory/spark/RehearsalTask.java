package io.modelfactory.spark;

import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.SparkEnv;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction1;

/** Looks whether a task can read a file beside which its shard would be. */
final class RehearsalTask extends AbstractFunction1<Iterator<Integer>, Iterator<TaskPlace>> implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String file;

    RehearsalTask(Path file) {
        this.file = file.toString();
    }

    @Override
    public Iterator<TaskPlace> apply(Iterator<Integer> ignored) {
        boolean reads = Files.isReadable(Path.of(file));
        String host = SparkEnv.get().blockManager().blockManagerId().host();
        return scala.collection.Iterator$.MODULE$.single(new TaskPlace(host, reads));
    }
}
