package io.modelfactory.worker.app.cli;

import picocli.CommandLine.Help;
import picocli.CommandLine.IHelpSectionRenderer;

/**
 * Lists the commands in the help by their groups. Nothing else is in this class: the JVM's archive of classes cannot
 * have one that implements an interface of picocli's old class files, and ends on lambdas of such a class.
 */
final class CommandListRenderer implements IHelpSectionRenderer {
    @Override
    public String render(Help help) {
        return CommandGroups.text(help);
    }
}
