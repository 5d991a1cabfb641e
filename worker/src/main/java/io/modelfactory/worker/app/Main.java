package io.modelfactory.worker.app;

import io.modelfactory.worker.app.cli.RootCommand;

/** Where the process begins. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(RootCommand.run(arguments));
    }
}
