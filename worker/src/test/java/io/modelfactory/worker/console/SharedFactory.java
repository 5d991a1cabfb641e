package io.modelfactory.worker.console;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives all tests of a JVM the same {@link ObservedFactory}, which ends with the last of them. */
public final class SharedFactory implements ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(SharedFactory.class);

    /** What the store of the tests closes in the end. */
    private record OwnedFactory(ObservedFactory factory) implements AutoCloseable {
        @Override
        public void close() {
            factory.close();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == ObservedFactory.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent("factory", any -> new OwnedFactory(new ObservedFactory()), OwnedFactory.class)
                .factory();
    }
}
