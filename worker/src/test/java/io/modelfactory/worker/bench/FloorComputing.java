package io.modelfactory.worker.bench;

/** What a program computes and writes that leaves as many files, commits and messages as a run does. */
interface FloorComputing extends AutoCloseable {
    /**
     * Makes ready what is not measured of the next run, and returns what is: all that it computes between two stages.
     */
    Runnable next();

    /** What is computed beside the writing of the verdict, and done before the bundle is written. */
    default void besideVerdict() {}

    /** @param number of the file in its run, from 0 on */
    byte[] content(int number);

    @Override
    void close();
}
