package io.modelfactory.worker.outbox;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.Producer;

/** Stops the thread that uses a producer at one of its calls, as SIGSTOP would, until a test lets it continue. */
final class PausableProducer {
    private final String method;
    private final int call;
    private final AtomicInteger calls = new AtomicInteger();
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch continued = new CountDownLatch(1);

    /** @param call which call of the method, from 1 on */
    PausableProducer(String method, int call) {
        this.method = method;
        this.call = call;
    }

    @SuppressWarnings("unchecked") // one proxy class serves all type parameters
    Producer<byte[], byte[]> around(Producer<byte[], byte[]> real) {
        return (Producer<byte[], byte[]>) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Producer.class}, (self, called, arguments) -> {
                    if (called.getName().equals(method) && calls.incrementAndGet() == call) {
                        reached.countDown();
                        continued.await();
                    }
                    try {
                        return called.invoke(real, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }

    void awaitPause() throws InterruptedException {
        reached.await();
    }

    void letItContinue() {
        continued.countDown();
    }
}
