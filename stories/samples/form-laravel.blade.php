{{-- resources/views/loans/new.blade.php --}}
<script type="module" src="https://cdn.jsdelivr.net/npm/pluggy-elements/dist/cdn/pluggy-elements.js"></script>
<form action="/loans" method="post">
  @csrf
  <pluggy-connect name="item_id" required token-endpoint="/api/connect-token" csrf-token="{{ csrf_token() }}">
    Connect your bank
  </pluggy-connect>
  <button>Send</button>
</form>
