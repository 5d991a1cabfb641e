package io.modelfactory.local.up;

import java.util.StringJoiner;

/** What `up` prints in the end: where everything is, and what to do next. */
final class UpGuide {
    /** As the user called the launcher. */
    private static final String COMMAND = System.getProperty("mf.command", "deploy/mf");

    private UpGuide() {}

    static String text(PlatformState state, boolean wasUp) {
        StringJoiner text = new StringJoiner(System.lineSeparator());
        text.add("");
        text.add(
                wasUp
                        ? "It is up already, since " + state.since() + ":"
                        : "It runs in the background, on this machine only:");
        PlatformFolder used = new PlatformFolder(state.data());
        text.add(line("worker", "process " + state.worker().pid() + ", log " + used.workerLog()));
        text.add(line("console", state.addresses().console()));
        text.add(line("health", state.addresses().health() + "/readyz"));
        text.add(line("Kafka", state.addresses().kafka()));
        text.add(line("PostgreSQL", state.addresses().database() + ", password in " + used.passwordFile()));
        text.add(line("registry", state.addresses().schemaRegistry()));
        text.add(line("data", used.root()));
        text.add(line("profile", used.profile() + ", which commands find by themselves"));
        text.add("");
        text.add("Next:");
        text.add("  " + COMMAND + " dataset add FILE --label COLUMN --positive VALUE --id COLUMN --name NAME");
        text.add("  " + COMMAND + " train NAME");
        text.add("");
        text.add("`" + COMMAND + " status` shows what lives, `" + COMMAND + " down` stops it and keeps the data.");
        return text.toString();
    }

    private static String line(String what, Object where) {
        return "  %-11s %s".formatted(what, where);
    }
}
