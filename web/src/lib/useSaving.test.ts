import { useForm } from '@mantine/form';
import { describe, expect, it, vi } from 'vitest';
import { Problem } from '~/api/problem';
import { renderHook } from '~/test/renderHook';
import { type Saving, useSaving } from './useSaving';

type Values = { name: string; email: string };

const filled = { name: 'Minsu', email: 'minsu@example.com' };

function form(saving: Omit<Saving<Values>, 'check'>, initialValues: Values = filled) {
  return renderHook(() => {
    const values = useForm<Values>({ initialValues });
    const saved = useSaving(values, {
      check: ({ name, email }, rules) => ({
        name: rules.required(name) ?? rules.atMost(10, name),
        email: rules.required(email),
      }),
      ...saving,
    });
    return { form: values, ...saved };
  });
}

function refusal(code: string, errors: { location: string; code: string }[] = []): Problem {
  return new Problem(422, { code, errors: errors.map((error) => ({ ...error, message: error.code })) });
}

describe('saving a form', () => {
  it('sends nothing while a field is wrong', async () => {
    const send = vi.fn();
    const hook = await form({ send }, { name: 'A name that is long', email: ' ' });
    await hook.act(() => hook.result().frame.onSubmit());
    expect(hook.result().form.errors).toEqual({ name: 'This is too long.', email: 'This is required.' });
    expect(send).not.toHaveBeenCalled();

    await hook.act(() => hook.result().form.setValues(filled));
    await hook.act(() => hook.result().frame.onSubmit());
    expect(send).toHaveBeenCalledExactlyOnceWith(filled);
    expect(hook.result().form.errors).toEqual({});
  });

  it('is saving until the form is left, where it is left', async () => {
    const left = await form({ send: () => Promise.resolve() });
    await left.act(() => left.result().frame.onSubmit());
    expect(left.result().frame.saving).toBe(true);
    const stays = await form({ send: () => Promise.resolve(), stays: true });
    await stays.act(() => stays.result().frame.onSubmit());
    expect(stays.result().frame.saving).toBe(false);
  });

  it('says what was refused beside its field, and the rest below', async () => {
    const send = vi
      .fn()
      .mockRejectedValueOnce(
        refusal('validation_failed', [{ location: 'body.email', code: 'invalid_email' }]),
      )
      .mockRejectedValueOnce(refusal('email_taken'))
      .mockRejectedValueOnce(refusal('permission_required'));
    const hook = await form({ send, codes: { email_taken: 'email' } });
    await hook.act(() => hook.result().frame.onSubmit());
    expect(hook.result().form.errors).toEqual({ email: 'This is not an e-mail address.' });
    expect(hook.result().error).toBeUndefined();
    expect(hook.result().frame.saving).toBe(false);

    await hook.act(() => hook.result().frame.onSubmit());
    expect(hook.result().form.errors).toEqual({
      email: 'There is an account with this e-mail address already.',
    });

    await hook.act(() => hook.result().frame.onSubmit());
    expect(hook.result().form.errors).toEqual({});
    expect(hook.result().error).toBe('You do not have the permission for this.');
    expect(hook.result().refused?.code).toBe('permission_required');
  });

  it('leaves to the form what it shows in another way, and an unanswered question about who one is to nobody', async () => {
    const onRefused = vi.fn(() => true);
    const send = vi
      .fn()
      .mockRejectedValueOnce(refusal('stale'))
      .mockRejectedValueOnce(refusal('reauthentication_required'));
    const hook = await form({ send, onRefused });
    await hook.act(() => hook.result().frame.onSubmit());
    expect(onRefused).toHaveBeenCalledOnce();
    expect(hook.result()).toMatchObject({ error: undefined, refused: { code: 'stale' } });
    await hook.act(() => hook.result().frame.onSubmit());
    expect(onRefused).toHaveBeenCalledOnce();
    expect(hook.result()).toMatchObject({ error: undefined, refused: undefined, frame: { saving: false } });
  });
});
