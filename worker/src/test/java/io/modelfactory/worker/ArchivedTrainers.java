package io.modelfactory.worker;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Has workers inside of a test JVM start their trainers with the class archive: these take over its option, which Maven
 * sets, and the class path, which has to begin with the jar.
 */
public final class ArchivedTrainers implements BeforeAllCallback {
    @Override
    public void beforeAll(ExtensionContext context) {
        System.setProperty("java.class.path", ChildJvm.classPath());
    }
}
