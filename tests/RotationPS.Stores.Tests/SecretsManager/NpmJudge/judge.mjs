// Runs what Secrets Manager promises about versions and labels against an endpoint, with the client that AWS publishes.
// Arguments: the endpoint's URL, an access key and its secret key. Prints one line of JSON for each scenario.
import assert from 'node:assert/strict';
import * as sdk from '@aws-sdk/client-secrets-manager';

const [url, accessKeyId, secretAccessKey] = process.argv.slice(2);
const connect = credentials => new sdk.SecretsManagerClient({ endpoint: url, region: 'eu-central-1', maxAttempts: 1, credentials });
const client = connect({ accessKeyId, secretAccessKey });

const call = (operation, input) => client.send(new sdk[`${operation}Command`](input));
const token = number => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

class Secret {
    constructor(name) { this.id = name; }
    static async create(name, value = 'v1') {
        await call('CreateSecret', { Name: name, SecretString: value, ClientRequestToken: token(1) });
        return new Secret(name);
    }
    put(number, value, ...labels) {
        return call('PutSecretValue', {
            SecretId: this.id, ClientRequestToken: token(number), SecretString: value,
            VersionStages: labels.length ? labels : undefined,
        });
    }
    move(label, from, to) {
        return call('UpdateSecretVersionStage', {
            SecretId: this.id, VersionStage: label,
            RemoveFromVersionId: from && token(from), MoveToVersionId: to && token(to),
        });
    }
    get(which = {}) { return call('GetSecretValue', { SecretId: this.id, ...which }); }
    describe() { return call('DescribeSecret', { SecretId: this.id }); }
    async labelsAre(expected) {
        const found = (await this.describe()).VersionIdsToStages;
        const sorted = versions => Object.fromEntries(Object.entries(versions).map(([id, labels]) => [id, [...labels].sort()]).sort());
        assert.deepEqual(sorted(found), sorted(Object.fromEntries(Object.entries(expected).map(([n, labels]) => [token(n), labels]))));
    }
}

const fails = (promise, name, words = /./) => assert.rejects(promise, error => {
    assert.equal(error.name, name);
    assert.match(error.message, words);
    assert.equal(error.$metadata.httpStatusCode, 400);
    assert.match(error.$metadata.requestId, /^[0-9a-f-]{36}$/);
    return true;
});

const scenarios = {
    async 'the id of a version is the token of the call that made it'() {
        const secret = await Secret.create('ids');
        assert.equal((await secret.put(2, 'v2')).VersionId, token(2));
        assert.equal((await secret.get({ VersionId: token(1) })).SecretString, 'v1');
        assert.equal((await secret.get()).VersionId, token(2));
    },
    async 'a token has 32 to 64 characters'() {
        const secret = await Secret.create('tokens');
        const put = length => call('PutSecretValue', { SecretId: secret.id, SecretString: `v${length}`, ClientRequestToken: 't'.repeat(length) });
        await fails(put(31), 'InvalidParameterException', /32-64/);
        await put(32);
        await put(64);
        await fails(put(65), 'InvalidParameterException', /32-64/);
    },
    async 'the same token and value again change nothing'() {
        const secret = await Secret.create('again');
        await secret.put(2, 'v2');
        await secret.put(3, 'v3');
        assert.equal((await secret.put(2, 'v2')).VersionId, token(2));
        await secret.labelsAre({ 2: ['AWSPREVIOUS'], 3: ['AWSCURRENT'] });
        await call('CreateSecret', { Name: 'again', SecretString: 'v1', ClientRequestToken: token(1) });
    },
    async 'the same token with another value is refused'() {
        const secret = await Secret.create('other');
        await secret.put(2, 'v2', 'AWSPENDING');
        await fails(secret.put(2, 'else', 'AWSPENDING'), 'ResourceExistsException');
        assert.equal((await secret.get({ VersionStage: 'AWSPENDING' })).SecretString, 'v2');
        await fails(call('CreateSecret', { Name: 'other', SecretString: 'else', ClientRequestToken: token(1) }), 'ResourceExistsException');
    },
    async 'a put without labels moves AWSCURRENT and AWSPREVIOUS'() {
        const secret = await Secret.create('plain');
        await secret.put(2, 'v2');
        await secret.labelsAre({ 1: ['AWSPREVIOUS'], 2: ['AWSCURRENT'] });
        await secret.put(3, 'v3');
        await secret.labelsAre({ 2: ['AWSPREVIOUS'], 3: ['AWSCURRENT'] });
    },
    async 'a label named in a put is taken from the version it was on'() {
        const secret = await Secret.create('taken');
        assert.deepEqual((await secret.put(2, 'v2', 'AWSPENDING', 'mine')).VersionStages.sort(), ['AWSPENDING', 'mine']);
        await secret.put(3, 'v3', 'AWSPENDING');
        await secret.labelsAre({ 1: ['AWSCURRENT'], 2: ['mine'], 3: ['AWSPENDING'] });
    },
    async 'moving a label is a compare and swap'() {
        const secret = await Secret.create('swap');
        await secret.put(2, 'v2', 'AWSPENDING');
        await secret.put(3, 'v3', 'mine');
        await fails(secret.move('AWSCURRENT', undefined, 2), 'InvalidParameterException', /RemoveFromVersionId/);
        await fails(secret.move('AWSCURRENT', 3, 2), 'InvalidParameterException', /RemoveFromVersionId/);
        await secret.labelsAre({ 1: ['AWSCURRENT'], 2: ['AWSPENDING'], 3: ['mine'] });
        await secret.move('AWSCURRENT', 1, 2);
        await fails(secret.move('AWSCURRENT', 1, 3), 'InvalidParameterException', /RemoveFromVersionId/);
        await secret.move('new', undefined, 1);
        await secret.labelsAre({ 1: ['AWSPREVIOUS', 'new'], 2: ['AWSCURRENT', 'AWSPENDING'], 3: ['mine'] });
        await fails(secret.move('mine', 3, 9), 'ResourceNotFoundException');
    },
    async 'moving AWSCURRENT moves AWSPREVIOUS to the version it left'() {
        const secret = await Secret.create('previous');
        await secret.put(2, 'v2');
        await secret.put(3, 'v3', 'AWSPENDING');
        await secret.move('AWSCURRENT', 2, 3);
        await secret.labelsAre({ 2: ['AWSPREVIOUS'], 3: ['AWSCURRENT', 'AWSPENDING'] });
        await secret.move('AWSCURRENT', 3, 2);
        await secret.labelsAre({ 2: ['AWSCURRENT'], 3: ['AWSPENDING', 'AWSPREVIOUS'] });
    },
    async 'AWSPENDING can be taken off and AWSCURRENT cannot'() {
        const secret = await Secret.create('removed');
        await secret.put(2, 'v2', 'AWSPENDING');
        await secret.move('AWSPENDING', 2);
        await secret.labelsAre({ 1: ['AWSCURRENT'] });
        await fails(secret.move('AWSCURRENT', 1), 'InvalidParameterException');
    },
    async 'a version without labels is readable by its id only'() {
        const secret = await Secret.create('deprecated');
        await secret.put(2, 'v2');
        await secret.put(3, 'v3');
        const old = await secret.get({ VersionId: token(1) });
        assert.equal(old.SecretString, 'v1');
        assert.equal(old.VersionStages, undefined);
        const ids = async all => (await call('ListSecretVersionIds', { SecretId: secret.id, IncludeDeprecated: all })).Versions.map(version => version.VersionId).sort();
        assert.deepEqual(await ids(false), [token(2), token(3)]);
        assert.deepEqual(await ids(true), [token(1), token(2), token(3)]);
    },
    async 'what is not there is not found'() {
        const secret = await Secret.create('absent');
        await fails(secret.get({ VersionStage: 'AWSPENDING' }), 'ResourceNotFoundException', /staging label: AWSPENDING/);
        await fails(secret.get({ VersionId: token(9) }), 'ResourceNotFoundException', /VersionId: /);
        await fails(new Secret('no-such').get(), 'ResourceNotFoundException', /specified secret\.$/);
        await fails(secret.get({ VersionId: token(1), VersionStage: 'AWSPREVIOUS' }), 'InvalidRequestException', /not associated/);
        assert.equal((await secret.get({ VersionId: token(1), VersionStage: 'AWSCURRENT' })).SecretString, 'v1');
    },
    async 'a secret has at most 20 labels'() {
        const secret = await Secret.create('crowded');
        await secret.put(2, 'v2', ...Array.from({ length: 19 }, (_, number) => `l${number}`));
        await fails(secret.put(3, 'v3', 'one-more'), 'LimitExceededException');
        await secret.put(4, 'v4', 'l0');
    },
    async 'a batch gives each value with its date and each failure with its code'() {
        const secret = await Secret.create('batch');
        const batch = await call('BatchGetSecretValue', { SecretIdList: ['batch', 'no-such'] });
        const [found] = batch.SecretValues;
        assert.equal(found.SecretString, 'v1');
        assert.deepEqual(found.VersionStages, ['AWSCURRENT']);
        assert.equal(found.CreatedDate.getTime(), (await secret.get()).CreatedDate.getTime());
        assert.deepEqual(batch.Errors.map(error => [error.SecretId, error.ErrorCode]), [['no-such', 'ResourceNotFoundException']]);
        await fails(call('BatchGetSecretValue', { SecretIdList: Array(21).fill('batch') }), 'ValidationException');
    },
    async 'the date of a version stays when labels and tags change'() {
        const secret = await Secret.create('dates');
        const { CreatedDate: made } = await secret.get();
        await secret.put(2, 'v2');
        await call('TagResource', { SecretId: secret.id, Tags: [{ Key: 'team', Value: 'shop' }] });
        assert.equal((await secret.get({ VersionId: token(1) })).CreatedDate.getTime(), made.getTime());
        const told = await secret.describe();
        assert.deepEqual(told.Tags, [{ Key: 'team', Value: 'shop' }]);
        assert.ok(told.LastChangedDate >= (await secret.get()).CreatedDate);
        await call('UntagResource', { SecretId: secret.id, TagKeys: ['team'] });
        assert.equal((await secret.describe()).Tags, undefined);
    },
    async 'a list has pages, filters and the labelled versions'() {
        for (let number = 0; number < 5; number++) {
            const secret = await Secret.create(`listed/${number}`);
            await secret.put(2, 'v2');
        }
        const names = [];
        for await (const page of sdk.paginateListSecrets({ client, pageSize: 2 }, { Filters: [{ Key: 'name', Values: ['listed/'] }] })) {
            assert.ok(page.SecretList.length <= 2);
            for (const secret of page.SecretList) {
                names.push(secret.Name);
                assert.deepEqual(secret.SecretVersionsToStages, { [token(1)]: ['AWSPREVIOUS'], [token(2)]: ['AWSCURRENT'] });
            }
        }
        assert.deepEqual(names.sort(), [0, 1, 2, 3, 4].map(number => `listed/${number}`));
        await fails(call('ListSecrets', { NextToken: 'nonsense' }), 'InvalidNextTokenException');
    },
    async 'a value has at most 65,536 bytes, text or binary'() {
        const secret = await Secret.create('large', 'x'.repeat(65536));
        await assert.rejects(secret.put(2, 'x'.repeat(65537)), { name: 'ValidationException' });
        const bytes = Uint8Array.from({ length: 65536 }, (_, index) => index % 256);
        await call('PutSecretValue', { SecretId: secret.id, SecretBinary: bytes, ClientRequestToken: token(3) });
        const { SecretBinary, SecretString } = await secret.get();
        assert.deepEqual(Uint8Array.from(SecretBinary), bytes);
        assert.equal(SecretString, undefined);
    },
    async 'a name outside the allowed characters is refused'() {
        await fails(Secret.create('not this'), 'ValidationException', /Invalid name/);
    },
    async 'a started rotation leaves AWSPENDING on a version that a put fills'() {
        const secret = await Secret.create('rotating');
        await fails(call('RotateSecret', { SecretId: secret.id, ClientRequestToken: token(2) }), 'InvalidRequestException', /Lambda/);
        await call('RotateSecret', {
            SecretId: secret.id, ClientRequestToken: token(2), RotationLambdaARN: 'arn:aws:lambda:eu-central-1:123456789012:function:rotate',
        });
        assert.equal((await secret.describe()).RotationEnabled, true);
        await secret.labelsAre({ 1: ['AWSCURRENT'], 2: ['AWSPENDING'] });
        await fails(secret.get({ VersionId: token(2) }), 'ResourceNotFoundException');
        await fails(call('RotateSecret', { SecretId: secret.id, ClientRequestToken: token(3) }), 'InvalidRequestException', /previous rotation/);
        await secret.put(2, 'v2', 'AWSPENDING');
        assert.equal((await secret.get({ VersionStage: 'AWSPENDING' })).SecretString, 'v2');
        await call('CancelRotateSecret', { SecretId: secret.id });
        assert.equal((await secret.describe()).RotationEnabled, false);
    },
    async 'four rotations in a row leave the labels of one'() {
        const secret = await Secret.create('turns');
        for (let turn = 2; turn <= 5; turn++) {
            await secret.put(turn, `v${turn}`, 'AWSPENDING');
            await secret.move('AWSCURRENT', turn - 1, turn);
            await secret.move('AWSPENDING', turn);
            await secret.labelsAre({ [turn - 1]: ['AWSPREVIOUS'], [turn]: ['AWSCURRENT'] });
        }
    },
    async 'a secret marked for deletion is described only, until it is restored'() {
        const secret = await Secret.create('deleted');
        const { DeletionDate } = await call('DeleteSecret', { SecretId: secret.id, RecoveryWindowInDays: 7 });
        assert.equal((await secret.describe()).DeletedDate.getTime(), DeletionDate.getTime());
        await fails(secret.get(), 'InvalidRequestException', /marked for deletion/);
        await fails(secret.put(2, 'v2'), 'InvalidRequestException', /marked for deletion/);
        await fails(Secret.create('deleted'), 'InvalidRequestException', /scheduled for deletion/);
        await call('RestoreSecret', { SecretId: secret.id });
        assert.equal((await secret.get()).SecretString, 'v1');
    },
    async 'a random password has what was asked for'() {
        const password = async input => (await call('GetRandomPassword', input)).RandomPassword;
        assert.match(await password({}), /^[!-~]{32}$/);
        assert.match(await password({ PasswordLength: 12, ExcludePunctuation: true, ExcludeCharacters: '0O1l' }), /^(?=.*[a-z])(?=.*[A-Z])(?=.*[2-9])[A-NP-Za-km-z2-9]{12}$/);
    },
    async 'a wrong key is refused'() {
        const list = credentials => connect(credentials).send(new sdk.ListSecretsCommand({}));
        await fails(list({ accessKeyId, secretAccessKey: 'wrong' }), 'InvalidSignatureException', /does not match/);
        await fails(list({ accessKeyId: 'AKIAUNKNOWN', secretAccessKey }), 'UnrecognizedClientException');
        await fails(list({ accessKeyId, secretAccessKey, sessionToken: 'unknown' }), 'UnrecognizedClientException');
    },
};

for (const [scenario, run] of Object.entries(scenarios)) {
    const why = await run().then(() => null, error => `${error.name}: ${error.message}`);
    console.log(JSON.stringify({ scenario, why }));
}
